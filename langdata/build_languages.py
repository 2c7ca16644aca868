#!/usr/bin/env python3
"""Builds languages.tsv and scripts.tsv from CLDR, the IANA registry of language subtags and the codes of ISO 639-3.

    npm pack cldr-core@48 cldr-localenames-full@48 language-subtag-registry@0.4     # and unpack each
    apt-get download iso-codes && dpkg-deb -x iso-codes_*.deb iso                   # codes only
    python3 build_languages.py CLDR-CORE CLDR-LOCALENAMES-FULL REGISTRY iso/usr/share/iso-codes/json

Which languages: those that CLDR has an English name or a locale for, those with an ISO 639-1 code, those of language/folding.tsv,
and every row that languages.tsv has already. A field that the sources leave empty keeps what stands in the table, scripts
are added to and never taken away; so what is written by hand stays. The same sources give the same bytes.
"""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
core, names, registry, iso = (pathlib.Path(argument) for argument in sys.argv[1:5])


def read(path):
    return json.loads(path.read_text(encoding='utf-8'))


def table(path):
    """The comment at the head of a table, and its rows."""
    lines = path.read_text(encoding='utf-8').splitlines() if path.exists() else []
    head = [line for line in lines if line.startswith('#')]
    return head, [line.split('\t') for line in lines if line and not line.startswith('#')]


english = {kind: read(names / 'main/en' / f'{kind}.json')['main']['en']['localeDisplayNames'][kind]
           for kind in ('languages', 'scripts')}
likely = read(core / 'supplemental/likelySubtags.json')['supplemental']['likelySubtags']
usage = {code: entry.get('idUsage', '') for code, entry in read(core / 'scriptMetadata.json')['scriptMetadata'].items()}
aliases = read(core / 'supplemental/aliases.json')['supplemental']['metadata']['alias']['languageAlias']
written_in = read(core / 'supplemental/languageData.json')['supplemental']['languageData']
subtags = {entry['Subtag']: entry for entry in read(registry / 'data/json/registry.json') if entry['Type'] == 'language'}
codes = {entry['alpha_3']: entry for entry in read(iso / 'iso_639-3.json')['639-3']}
bibliographic = {entry['alpha_3']: entry['bibliographic'] for entry in read(iso / 'iso_639-2.json')['639-2'] if 'bibliographic' in entry}
folding = dict(row[:2] for row in table(HERE / 'language/folding.tsv')[1])
of_two = {entry['alpha_2']: code for code, entry in codes.items() if 'alpha_2' in entry}
head, have = table(HERE / 'languages.tsv')
have = {row[0]: row for row in have}

wanted = set(have) | set(of_two.values()) | set(folding) | set(folding.values())
locales = {path.name for path in (names / 'main').iterdir()}
for tag in list(english['languages']) + sorted(locales):
    primary = tag.split('-')[0]
    wanted.add(of_two.get(primary, primary))
wanted = {code for code in wanted if len(code) == 3 and (code in codes or code in have)}
wanted -= {'und', 'mul', 'mis', 'zxx'}


def shortest(code):
    """The subtag of BCP 47: the shortest code."""
    return codes.get(code, {}).get('alpha_2', code)


def macrolanguage(code):
    found = subtags.get(shortest(code), {}).get('Macrolanguage', '')
    return of_two.get(found, found)


wanted |= {macrolanguage(code) for code in wanted} - {''}


def tag(code):
    two = codes.get(code, {}).get('alpha_2')
    if two:
        return two
    alias = aliases.get(code, {})
    target = alias.get('_replacement', '')
    if alias.get('_reason') == 'macrolanguage' and len(target) == 2:
        macro = of_two[target]
        if folding.get(code) == macro or folding.get(macro) == code:
            return target
    # An individual code that stands for its macrolanguage is written as that.
    return shortest(folding[code]) if folding.get(code) == macrolanguage(code) != '' else code


def scripts(code):
    subtag = shortest(code)
    known = likely.get(subtag) or likely.get(tag(code)) or ''
    first = known.split('-')[1:2] or [subtags.get(subtag, {}).get('Suppress-Script') or have.get(code, [''] * 8)[6].split(',')[0]]
    more = [key.split('-')[1] for key in likely if re.fullmatch(subtag + '-[A-Z][a-z]{3}', key)]
    more += written_in.get(subtag, {}).get('_scripts', [])
    more += have[code][6].split(',') if code in have else []
    common = {s for s in more if usage.get(s) not in ('EXCLUSION', 'LIMITED_USE') and s not in ('Brai', 'Hanb', 'Zyyy', '')}
    if code in have:
        common |= set(have[code][6].split(','))
    return ','.join(s for s in first + sorted(common - set(first)) if s)


def autonym(code):
    for locale in (shortest(code), tag(code)):
        path = names / 'main' / locale / 'languages.json'
        if path.exists():
            own = read(path)['main'][locale]['localeDisplayNames']['languages'].get(locale, '')
            if own != locale:
                return own.replace('\u200e', '').replace('\u200f', '').strip()
    return ''


rows = []
for code in sorted(wanted):
    old = have.get(code, [''] * 8)
    entry = codes.get(code, {})
    subtag = shortest(code)
    name = english['languages'].get(subtag) or subtags.get(subtag, {}).get('Description', [''])[0] or old[4]
    # Two languages of one name are told apart by their codes.
    name = re.sub(r' \((individual language|macrolanguage)\)$', '', name)
    new = [code, entry.get('alpha_2', ''), bibliographic.get(code, ''), macrolanguage(code), name, autonym(code) or old[5],
           scripts(code), tag(code)]
    rows.append([column or was for column, was in zip(new, old)])
text = '\n'.join(head + ['\t'.join(row) for row in rows]) + '\n'
(HERE / 'languages.tsv').write_text(text, encoding='utf-8')

head, have = table(HERE / 'scripts.tsv')
have = {row[0]: row[1] for row in have}
listed = {code: english['scripts'].get(code + '-alt-stand-alone', name)
          for code, name in english['scripts'].items() if re.fullmatch('[A-Z][a-z]{3}', code)}
used = {script for row in rows for script in row[6].split(',') if script}
four = {entry['alpha_4']: entry['name'] for entry in read(iso / 'iso_15924.json')['15924']}
missing = {code: four[code] for code in used - set(listed) - set(have) if code in four}
if missing:
    sys.exit(f'scripts.tsv needs names for {sorted(missing)}: write them by hand')
text = '\n'.join(head + [f'{code}\t{name}' for code, name in sorted({**have, **listed}.items())]) + '\n'
(HERE / 'scripts.tsv').write_text(text, encoding='utf-8')
