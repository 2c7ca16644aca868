#!/usr/bin/env python3
"""Builds codepages.tsv: the upper halves of single-byte encodings that the WHATWG standard lacks, from Python's codecs.

    build_codepages.py > codepages.tsv
"""
PAGES = [('IBM437', 'cp437'), ('IBM720', 'cp720'), ('IBM737', 'cp737'), ('IBM775', 'cp775'), ('IBM850', 'cp850'), ('IBM852', 'cp852'),
         ('IBM855', 'cp855'), ('IBM857', 'cp857'), ('IBM860', 'cp860'), ('IBM861', 'cp861'), ('IBM862', 'cp862'), ('IBM863', 'cp863'),
         ('IBM865', 'cp865'), ('IBM869', 'cp869'), ('IBM1125', 'cp1125'), ('x-mac-ce', 'mac_latin2'), ('x-mac-greek', 'mac_greek'),
         ('x-mac-turkish', 'mac_turkish'), ('x-mac-icelandic', 'mac_iceland'), ('x-mac-croatian', 'mac_croatian'),
         ('x-mac-romanian', 'mac_romanian'), ('KZ-1048', 'kz1048'), ('PTCP154', 'ptcp154'), ('KOI8-T', 'koi8_t')]
print('# Single-byte encodings beyond the WHATWG standard; made by build_codepages.py, see README.md.')
print('# name\tlabel\tcode points of the bytes 80 to FF in hexadecimal, - for none')
for name, codec in PAGES:
    row = []
    for byte in range(0x80, 0x100):
        try:
            row.append('%X' % ord(bytes([byte]).decode(codec)))
        except UnicodeDecodeError:
            row.append('-')
    print('%s\t%s\t%s' % (name, codec.replace('_', '-'), ' '.join(row)))
