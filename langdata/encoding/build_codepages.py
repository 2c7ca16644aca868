#!/usr/bin/env python3
"""Builds codepages.tsv: single-byte encodings that the WHATWG standard lacks, from Python's codecs, else from iconv.

    build_codepages.py > codepages.tsv

A row has 128 characters (the bytes 80 to FF; the others are ASCII) or 256.
"""
import subprocess

PAGES = [('IBM437', 'cp437'), ('IBM720', 'cp720'), ('IBM737', 'cp737'), ('IBM775', 'cp775'), ('IBM850', 'cp850'), ('IBM852', 'cp852'),
         ('IBM855', 'cp855'), ('IBM857', 'cp857'), ('IBM858', 'cp858'), ('IBM860', 'cp860'), ('IBM861', 'cp861'), ('IBM862', 'cp862'),
         ('IBM863', 'cp863'), ('IBM864', 'cp864'), ('IBM865', 'cp865'), ('IBM869', 'cp869'), ('IBM1125', 'cp1125'), ('x-mac-ce', 'mac_latin2'),
         ('x-mac-greek', 'mac_greek'), ('x-mac-turkish', 'mac_turkish'), ('x-mac-icelandic', 'mac_iceland'),
         ('x-mac-croatian', 'mac_croatian'), ('x-mac-romanian', 'mac_romanian'), ('KZ-1048', 'kz1048'), ('PTCP154', 'ptcp154'),
         ('KOI8-T', 'koi8_t'), ('TCVN', 'TCVN5712-1'), ('VISCII', 'VISCII'),
         ('IBM037', 'cp037'), ('IBM273', 'cp273'), ('IBM277', 'IBM277'), ('IBM278', 'IBM278'), ('IBM280', 'IBM280'),
         ('IBM284', 'IBM284'), ('IBM285', 'IBM285'), ('IBM297', 'IBM297'), ('IBM420', 'IBM420'), ('IBM424', 'cp424'),
         ('IBM500', 'cp500'), ('IBM875', 'cp875'), ('IBM1026', 'cp1026'), ('IBM1047', 'IBM1047'), ('IBM1140', 'cp1140')]


def character(byte, codec):
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return None
    except LookupError:
        # A byte behind it, so that a letter is not held back to be joined with a mark.
        got = subprocess.run(['iconv', '-f', codec, '-t', 'UTF-32BE'], input=bytes([byte]), capture_output=True)
        text = got.stdout.decode('utf-32-be')
        return text if got.returncode == 0 and len(text) == 1 else None


print('# Single-byte encodings beyond the WHATWG standard; made by build_codepages.py, see README.md.')
print('# name\tlabel\tcode points of the bytes 80 to FF, or of all bytes, in hexadecimal, - for none')
for name, codec in PAGES:
    row = [character(byte, codec) for byte in range(256)]
    if all(row[i] == chr(i) for i in range(128)):
        row = row[128:]
    print('%s\t%s\t%s' % (name, codec.replace('_', '-'), ' '.join('-' if c is None else '%X' % ord(c) for c in row)))
