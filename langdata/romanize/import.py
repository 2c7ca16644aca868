#!/usr/bin/env python3
"""Builds the tables of names and words here, and the pairs that the models are trained from, out of what others counted.

    pip download --no-deps arabic-name-romanizer==0.2.0 pypinyin==0.55.0 anyascii==0.3.3 japanese-personal-name-dataset==0.4.0
    for wheel in *.whl; do unzip -q $wheel -d FOLDER; done
    python3 import.py FOLDER PAIRS [COLING]
    for m in Hebr Kana Hang Hani Cyrl Jpan; do cargo xtask train-romanize PAIRS $m; done
    cargo xtask train-romanize PAIRS Arab --bits 18

FOLDER has the packages; the files for training go to the folder PAIRS. COLING: a table `original<TAB>language<TAB>spellings (|)` of
NETransliteration-COLING2018 (CC0); of each language the first 1000 rows are held out, of the others one key in ten or twenty by its
checksum. Without COLING the models of Hebrew, kana, hangul, Han and Cyrillic are left as they are.
"""
import collections
import csv
import difflib
import json
import os
import re
import sqlite3
import sys
import unicodedata
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
# Spellings of a name that are kept, and the share of its count that each but the first must have.
FORMS, SHARE = 12, 0.01


def rows(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as f:
        return [line.rstrip('\n').split('\t') for line in f if line.strip() and not line.startswith('#')]


def write(name, head, lines):
    with open(os.path.join(HERE, name), 'w', encoding='utf-8') as f:
        f.write(head + '\n')
        f.writelines('\t'.join(line) + '\n' for line in lines)


def ascii_of(s):
    s = s.replace('ı', 'i').replace('ø', 'o').replace('ß', 'ss').replace('ł', 'l').replace('Ł', 'L').replace('đ', 'd').replace('ð', 'd')
    s = s.replace('þ', 'th').replace('æ', 'ae').replace('ə', 'a').replace('œ', 'oe')
    s = ''.join(c for c in unicodedata.normalize('NFKD', s) if not unicodedata.combining(c))
    s = re.sub('[\u2018\u2019\u02bb\u02bc\u02be\u02bf`\u00b4]', "'", s)
    return s if re.fullmatch(r"[A-Za-z' -]+", s) else None


def arabic(folder, pairs):
    """The table of names, and the single words of it for training."""
    db = sqlite3.connect(os.path.join(folder, 'arabic_name_romanizer', 'resources', 'names.sqlite3'))
    counts = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    surfaces = collections.defaultdict(collections.Counter)
    query = "select arabic_key, latin, country, count from units where source = 'wikidata'"
    for key, latin, country, n in db.execute(query):
        a = ascii_of(latin)
        a = a and a.strip("' -")
        if a and re.fullmatch('[\u0600-\u06ff ]+', key):
            # "Al-X", "Al X" and "al X" are one spelling, written as mostly.
            form = re.sub('[- ]+', ' ', a).lower()
            counts[key][form][country] += n
            surfaces[key, form][' '.join(w[:1].upper() + w[1:] for w in a.split(' '))] += n
    table = []
    for key, forms in counts.items():
        total = sum(sum(c.values()) for c in forms.values())
        cells = [key]
        for i, (form, c) in enumerate(sorted(forms.items(), key=lambda f: (-sum(f[1].values()), f[0]))):
            n = sum(c.values())
            if i >= FORMS or i and n < total * SHARE or n == 1 and total >= 30 and i >= 3:
                continue
            surface = max(sorted(surfaces[key, form]), key=surfaces[key, form].get)
            cells.append(surface + '=' + ','.join(f'{c}{n}' for c, n in sorted(c.items(), key=lambda x: (-x[1], x[0]))))
        table.append(cells)
    table.sort(key=lambda cells: cells[0].encode())
    head = '# Names in Arabic script, how they are written in Latin, and how often in which country (ISO 3166-1). Built by import.py from Wikidata (CC0).'
    write('arabic-names.tsv', head + '\n# key\tlatin=countries and counts\t…', table)

    group = {row[0]: row[2] for row in rows('countries.tsv')}
    with open(os.path.join(pairs, 'Arab.tsv'), 'w', encoding='utf-8') as f:
        for key in sorted(counts):
            if ' ' in key or len(key) < 2:
                continue
            held = 'held' if zlib.crc32(key.encode()) % 10 == 0 else 'train'
            total = sum(sum(c.values()) for c in counts[key].values())
            for form, c in sorted(counts[key].items()):
                word, latin = key, form
                # The article is read by itself.
                article = re.match(r'(al|el|ul|il|l|[ae][a-z]) ', form)
                if key.startswith('ال') and len(key) > 4 and article:
                    word, latin = key[2:], form[article.end():]
                latin = re.sub('[^a-z]', '', latin)
                by_group = collections.Counter()
                for country, n in c.items():
                    by_group[group.get(country, '0')] += n
                for g, n in by_group.items():
                    weight = n / total * min(1 + 0.35 * total**0.5, 4)
                    if latin and weight > 0.02:
                        f.write(f'{held}\t{word}\t{latin}\t{weight:.3f}\t{g}\n')


def simplified():
    table = {}
    for name, text in (row for row in csv.reader(open(os.path.join(HERE, '../unicode/han.tsv'), encoding='utf-8'), delimiter='\t') if len(row) == 2):
        if name == 'simplified':
            table.update(zip(text[::2], text[1::2]))
    return table


def by_rule(script):
    """Rough readings of words, to find which word of the original is which of the spelling."""
    letters = {row[0]: row[1].split('|')[-1] for row in rows(script + '.tsv') if len(row) > 1}
    return lambda word: ''.join(letters.get(c, '') for c in unicodedata.normalize('NFD', word.lower()))


def coling(path, pairs):
    """Words and their spellings out of names whose words may stand in another order."""
    table = collections.defaultdict(list)
    for line in open(path, encoding='utf-8'):
        cells = line.rstrip('\n').split('\t')
        table[cells[1]].append(cells)
    to_simple = simplified()
    letters = collections.Counter()
    for language, model in (('heb', 'Hebr'), ('jpn', 'Kana'), ('kor', 'Hang'), ('zho', 'Hani'), ('rus', 'Cyrl')):
        rough = by_rule(model) if language in ('heb', 'kor', 'rus') else None
        with open(os.path.join(pairs, model + '.tsv'), 'w', encoding='utf-8') as f:
            for number, (original, _, spellings, *_) in enumerate(table[language]):
                held = 'held' if number < 1000 else 'train'
                forms = [ascii_of(s) for s in spellings.split('|')[:3]]
                forms = [form.lower().strip() for form in forms if form]
                for form in forms:
                    words, latin = original.strip().lower().split(' '), form.split(' ')
                    if rough is None and len(words) == 1:
                        found = [(words[0], form)]
                    elif rough is None or len(words) != len(latin):
                        continue
                    else:
                        found, free = [], list(range(len(latin)))
                        for i, word in enumerate(words):
                            like = lambda j: difflib.SequenceMatcher(None, rough(word), latin[j]).ratio() + (0.15 if j == i else 0)
                            best = max(free, key=like)
                            free.remove(best)
                            # Other names altogether, and titles.
                            if len(latin[best]) < 4 or like(best) > 0.3:
                                found.append((word, latin[best]))
                    for word, spelling in found:
                        spelling = re.sub('[^a-z]', '', spelling)
                        if language == 'kor':
                            word = unicodedata.normalize('NFD', word)
                        if language == 'heb':
                            word = re.sub('[\u0591-\u05c7-]', '', word).replace('\u05f3', "'").replace('\u2019', "'")
                        if language == 'zho':
                            word = ''.join(to_simple.get(c, c) for c in word)
                            if re.fullmatch('[\u4e00-\u9fff]+', word) and held == 'train':
                                letters.update(word[1:])
                        fits = {'jpn': '[\u30a1-\u30fc]+', 'zho': '[\u4e00-\u9fff]+'}.get(language, '.+')
                        if spelling and re.fullmatch(fits, word):
                            f.write(f'{held}\t{word}\t{spelling}\t{1 / len(forms):.3f}\t0\n')
    head = '# The characters that write foreign names in Chinese, the most frequent first. Counted by import.py in NETransliteration-COLING2018 (CC0).'
    write('transliteration-letters.txt', head, [[''.join(c for c, _ in letters.most_common(360))]])


def pinyin(folder):
    """Words of several characters of which one is read otherwise than by itself."""
    sys.path.insert(0, folder)
    from anyascii import anyascii

    def plain(s):
        s = unicodedata.normalize('NFD', s).replace('u\u0308', 'ü')
        return ''.join(c for c in s if not unicodedata.combining(c))

    to_simple = simplified()
    words = {}
    phrases = json.load(open(os.path.join(folder, 'pypinyin', 'phrases_dict.json'), encoding='utf-8'))
    for phrase, readings in phrases.items():
        if 2 <= len(phrase) <= 4 and len(readings) == len(phrase) and all('\u4e00' <= c <= '\u9fff' for c in phrase):
            syllables = [plain(r[0]) for r in readings]
            if [s.replace('ü', 'u') for s in syllables] != [anyascii(c).lower() for c in phrase]:
                words[''.join(to_simple.get(c, c) for c in phrase)] = ' '.join(syllables)

    def read(phrase):
        out, i = [], 0
        while i < len(phrase):
            n = next((n for n in (4, 3, 2) if len(phrase[i:i + n]) == n and phrase[i:i + n] != phrase and phrase[i:i + n] in words), 1)
            out.append(words[phrase[i:i + n]] if n > 1 else anyascii(phrase[i]).lower())
            i += n
        return ' '.join(out)

    for n in (3, 4):
        for phrase in [p for p in words if len(p) == n]:
            if read(phrase) == words[phrase]:
                del words[phrase]
    head = '# Chinese words in which a character is not read as by itself, in pinyin without tones. Built by import.py from the phrases of pypinyin (MIT).'
    write('pinyin-words.tsv', head + '\n# word\tsyllables', sorted(words.items()))


def japanese(folder, pairs):
    kana = {row[0]: row[1] for row in rows('Hira.tsv') if len(row) == 2 and not re.search('[āīūēō]', row[1])}

    def hepburn(reading):
        out, i, doubled = '', 0, False
        while i < len(reading):
            n = 2 if reading[i:i + 2] in kana and i + 1 < len(reading) else 1
            syllable = kana.get(reading[i:i + n], '')
            if reading[i] == 'っ':
                doubled, n = True, 1
            elif doubled and syllable:
                out, doubled = out + ('t' if syllable.startswith('ch') else syllable[0]) + syllable, False
            else:
                out += syllable
            i += n
        # Inoue is not a long o.
        return re.sub('uu', 'ū', re.sub('ou(?!e)|oo', 'ō', out))

    data = os.path.join(folder, 'japanese_personal_name_dataset', 'dataset')
    surnames = {}
    for kanji, n, reading, *_ in csv.reader(open(os.path.join(data, 'last_name_org.csv'), encoding='utf-8')):
        if kanji not in surnames or surnames[kanji][0] < int(n):
            surnames[kanji] = int(n), hepburn(reading)
    head = '# Japanese surnames and their commonest reading (Hepburn). Built by import.py from japanese-personal-name-dataset 0.4.0 (MIT).'
    write('japanese-surnames.tsv', head + '\n# surname\treading', sorted((k, r) for k, (_, r) in surnames.items()))
    seen = set()
    with open(os.path.join(pairs, 'Jpan.tsv'), 'w', encoding='utf-8') as f:
        for kind in ('man', 'woman'):
            for which, weight in (('opti', 1.0), ('org', 0.4)):
                for reading, _, *names in csv.reader(open(os.path.join(data, f'first_name_{kind}_{which}.csv'), encoding='utf-8')):
                    latin = hepburn(reading).replace('ō', 'o').replace('ū', 'u')
                    for name in names:
                        if re.fullmatch('[\u4e00-\u9fff々]{1,4}', name) and (name, latin) not in seen:
                            seen.add((name, latin))
                            held = 'held' if zlib.crc32(name.encode()) % 20 == 0 else 'train'
                            f.write(f'{held}\t{name}\t{latin}\t{weight}\t0\n')


if __name__ == '__main__':
    folder, pairs = sys.argv[1:3]
    os.makedirs(pairs, exist_ok=True)
    arabic(folder, pairs)
    pinyin(folder)
    japanese(folder, pairs)
    if len(sys.argv) > 3:
        coling(sys.argv[3], pairs)
