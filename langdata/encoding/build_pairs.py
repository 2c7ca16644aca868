#!/usr/bin/env python3
"""Builds pairs.tsv: how much each pair of characters costs, from clean sentences of many languages.

    build_pairs.py TSV[.xz]… > pairs.tsv        (rows `iso<TAB>text`)

The cost of a pair is -ln P(second | first) in quarter nats, pooled over the languages (each language weighs by the root of its
share, not by its amount of text). Letters are lower case, digits are `0`, ideographs, kana and Hangul are classes
(`一 あ ア 가`), whose members have costs of their own (rows that begin with `**`). Pairs of two ASCII characters are left out.
"""
import collections
import lzma
import math
import random
import sys
import unicodedata

TONES = '\u0300\u0301\u0303\u0309\u0323'
CAP = 12000     # sentences a language
SYMBOLS = ['©', '®', '™', '§', '€', '£', '°', '½', '¼', '×', '•', '→', '←', '★', '☆', '♥', '❤', '☺', '♫', '✔', '⚠', '№', 'º', 'ª', '¢', '¥', '±', '²', '³', 'µ', '¿', '¡', '·', '÷', '≥', '≤', '≠', '∞', '√', '\U0001F600', '\U0001F60D', '\U0001F44D', '\U0001F525', '\U0001F64F', '\u2800']


def kind(c):
    o = ord(c)
    if o < 0x2E80:
        return c
    if 0x3041 <= o <= 0x309F:
        return 'あ'
    if 0x30A0 <= o <= 0x30FF or 0x31F0 <= o <= 0x31FF or 0xFF66 <= o <= 0xFF9D:
        return 'ア'
    if 0x3400 <= o <= 0x9FFF or 0xF900 <= o <= 0xFAFF or 0x20000 <= o <= 0x3FFFF:
        return '一'
    if 0xAC00 <= o <= 0xD7A3:
        return '가'
    if 0x1F300 <= o <= 0x1FAFF:
        return '\U0001F600'
    return c


def fold(text):
    out = []
    for c in text:
        if '0' <= c <= '9':
            c = '0'
        else:
            low = c.lower()
            c = low if len(low) == 1 else c
        out.append(c)
    return ''.join(out)


def dressed(text, iso, rng):
    """Typography that plain corpora lack: curly quotes, dashes, no-break spaces, signs."""
    r = rng.random()
    if r < 0.3:
        text = text.replace("'", '’').replace('...', '…').replace(' - ', rng.choice([' – ', ' — ', '—']))
        if '"' in text:
            a, b = rng.choice(['“”', '“”', '„“', '„”', '«»', '»«', '‘’', '‚‘'])
            parts = text.split('"')
            text = ''.join(p + (a if i % 2 == 0 else b) if i + 1 < len(parts) else p for i, p in enumerate(parts))
    if r > 0.95 and ' ' in text:
        i = rng.choice([i for i, c in enumerate(text) if c == ' '])
        text = text[:i] + '\u00a0' + text[i + 1:]
    if iso == 'fra' and rng.random() < 0.3:
        for c in '?!:;':
            text = text.replace(' ' + c, '\u00a0' + c)
        text = text.replace('« ', '«\u00a0').replace(' »', '\u00a0»')
    if rng.random() < 0.02:
        w = text.split(' ')
        i, s = rng.randrange(len(w)), rng.choice(SYMBOLS)
        w[i] = rng.choice([w[i] + s, s + w[i], s, s + ' 5', '5' + s, '5 ' + s, s + '5', w[i] + ' ' + s, s + s, s + '.', s + ','])
        text = ' '.join(w)
    if rng.random() < 0.02:
        a, b = rng.choice(['“”', '„“', '«»', '‘’', '‹›', '（）', '「」'])
        w = text.split(' ')
        i = rng.randrange(len(w))
        w[i] = a + w[i] + b
        text = ' '.join(w)
    return text


def esc(c):
    return c if c not in '#\\' and c.isprintable() and not c.isspace() and not unicodedata.combining(c) and unicodedata.bidirectional(c) not in ('RLE', 'LRE', 'RLO', 'LRO', 'PDF') else '\\u{%X}' % ord(c)


def main():
    lines = collections.defaultdict(list)
    for path in sys.argv[1:]:
        opener = lzma.open if path.endswith('.xz') else open
        n = collections.Counter()
        for row in opener(path, 'rt', encoding='utf-8', newline='\n'):
            iso, _, text = row.rstrip('\n').partition('\t')
            n[iso] += 1
            if n[iso] <= CAP:
                lines[iso].append(text)
    total = sum(len(v) for v in lines.values())
    joint, seen, members = collections.Counter(), collections.Counter(), collections.Counter()
    for iso in sorted(lines):
        rng = random.Random(iso)
        pairs, chars, rows = collections.Counter(), collections.Counter(), lines[iso]
        for text in rows:
            text = fold(dressed(unicodedata.normalize('NFC', text), iso, rng))
            chars.update(c for c in text if ord(c) >= 0x2E80)
            text = ' ' + ''.join(map(kind, text)) + ' '
            pairs.update(zip(text, text[1:]))
            if iso == 'ron':
                text = text.translate(str.maketrans('șț', 'şţ'))
                pairs.update(zip(text, text[1:]))
            if iso == 'vie':
                # windows-1258 has some tones as combining marks
                text = ''.join(unicodedata.normalize('NFC', d[0] + ''.join(m for m in d[1:] if m not in TONES)) + ''.join(m for m in d[1:] if m in TONES)
                               for d in (unicodedata.normalize('NFD', c) for c in text))
                pairs.update(zip(text, text[1:]))
            if iso in ('fas', 'prs', 'urd'):
                text = text.translate(str.maketrans('یک', 'يك'))
                pairs.update(zip(text, text[1:]))
        amount = sum(pairs.values())
        weight = math.sqrt(min(1, len(rows) / 5000))
        for p, k in pairs.items():
            joint[p] += weight * k / amount
            seen[p] += k
        big = sum(chars.values()) or 1
        for c, k in chars.items():
            if kind(c) != c:
                members[c] += k / big if big > 1000 else 0
    first, of = collections.Counter(), collections.Counter()
    for (a, b), p in joint.items():
        first[a] += p
    for c, p in members.items():
        of[kind(c)] += p
    table = collections.defaultdict(list)
    for (a, b), p in joint.items():
        if (ord(a) > 127 or ord(b) > 127) and seen[a, b] >= 3 and ord(a) >= 32 and ord(b) >= 32:
            q = round(-4 * math.log(p / first[a]))
            if q <= 60:
                table[a, q].append(b)
    for c, p in members.items():
        q = round(-4 * math.log(p / of[kind(c)])) if p else 99
        if q <= 48:
            table['**', q].append(c)
    print('# Costs of character pairs in clean text; made by build_pairs.py, see README.md.')
    print('# first character\tcost in quarter nats\tsecond characters')
    for a, q in sorted(table):
        print('%s\t%d\t%s' % ('**' if a == '**' else esc(a), q, ''.join(esc(c) for c in sorted(table[a, q]))))
    print('%d languages, %d sentences, %d pairs' % (len(lines), total, sum(map(len, table.values()))), file=sys.stderr)


main()
