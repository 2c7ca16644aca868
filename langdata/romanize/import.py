#!/usr/bin/env python3
"""Builds arabic-names.tsv from the table of names in the PyPI package arabic-name-romanizer 0.2.0.

    pip download --no-deps arabic-name-romanizer==0.2.0 && unzip arabic_name_romanizer-0.2.0-*.whl
    python3 import.py arabic_name_romanizer/resources/names.sqlite3

Rows with source 'wikidata' (CC0) only. Of each Arabic key the most frequent Latin spelling that is ASCII; the most frequent keys first, 390 kB of them,
then sorted by key.
"""
import collections
import re
import sqlite3
import sys
import unicodedata

LIMIT = 390_000


def ascii_of(s):
    s = ''.join(c for c in unicodedata.normalize('NFKD', s) if not unicodedata.combining(c))
    s = re.sub('[\u2018\u2019\u02bb\u02bc\u02be\u02bf`\u00b4]', "'", s)
    return s if re.fullmatch(r"[A-Za-z' -]+", s) else None


db = sqlite3.connect(sys.argv[1])
forms = collections.defaultdict(collections.Counter)
for key, latin, count in db.execute("select arabic_key, latin, count from units where source = 'wikidata'"):
    a = ascii_of(latin)
    if a and re.fullmatch('[\u0600-\u06ff ]+', key):
        forms[key][' '.join(w[:1].upper() + w[1:] for w in a.strip("' ").split(' '))] += count
rows = []
for key, c in forms.items():
    best = min(c, key=lambda x: (-c[x], len(x), x))
    if best:
        rows.append((sum(c.values()), key, best))
rows.sort(key=lambda r: (-r[0], r[1]))
size, keep = 0, []
for count, key, latin in rows:
    line = '%s\t%s\t%d\n' % (key, latin, count)
    size += len(line.encode())
    if size > LIMIT:
        break
    keep.append(line)
with open('arabic-names.tsv', 'w', encoding='utf-8') as f:
    f.write('# Names in Arabic script and their most frequent spelling in Latin. Built by import.py from Wikidata (CC0).\n# key\tlatin\tcount\n')
    f.writelines(sorted(keep))
