#!/usr/bin/env python3
"""Checks evidence that Vigia keeps, without Vigia: Python 3 and nothing else.

    python3 verify.py EXPORT.zip      what 'vigia evidence export' gave somebody
    python3 verify.py evidence/       a whole archive: WARC files and the log of them all

    --key KEY          the public key of the log, as its keeper has published it
                       (without it, the one that lies beside the log is believed)
    --checkpoint FILE  a checkpoint that was kept: all that it covers must still be
                       there, unchanged and in its place; may be given several times

Exit code 0 if everything agrees, 3 if not, 1 if it is neither of the two.

Checked are the SHA-256 and the digests of every record, its entry in a Merkle tree
(RFC 6962, C2SP tlog-tiles), Ed25519 signatures (RFC 8032, C2SP signed-note), and of
time-stamps (RFC 3161) what they stamp; their signatures are for 'openssl ts -verify'.
"""
import argparse, base64, datetime, hashlib, json, os, re, sys, zipfile, zlib
WIDTH = 256  # hashes of a tile
LATE = datetime.timedelta(minutes=15)  # how much older than the entry before it a capture may be
UNPACKED = 512 << 20  # bytes that a ZIP may unpack to
MEMBER = 256 << 20  # bytes that a record may unpack to

class Bad(Exception):
    """Something is not as it must be."""
def sha256(data):
    return hashlib.sha256(data).hexdigest()
def unbase64(text):
    """Strict base 64: one text for one value."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise Bad("%.60r is no base 64" % text) from None
    if base64.b64encode(raw).decode() != text:
        raise Bad("%.60r is base 64 with letters that say nothing" % text)
    return raw
# Ed25519, verification alone (RFC 8032, 5.1.7). Slow, and enough.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
def point_add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    p, q = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    r, s = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    return ((q - p) * (s - r) % P, (s + r) * (q + p) % P, (s - r) * (s + r) % P, (q - p) * (q + p) % P)
def point_times(n, a):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = point_add(out, a)
        a, n = point_add(a, a), n >> 1
    return out
def point_decode(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * ROOT % P
    if y >= P or (x * x - xx) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)
def point_encode(a):
    x, y = (v * pow(a[2], P - 2, P) % P for v in a[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little")
BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def ed25519(public, message, signature):
    a, s = point_decode(public), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus = (P - a[0], a[1], a[2], P - a[3])
    return point_encode(point_add(point_times(s, BASE), point_times(k, minus))) == signature[:32]
class Key:
    """The public key of a log, which opens signed notes."""
    def __init__(self, text):
        self.text = text.strip()
        self.name, _, rest = self.text.partition("+")
        self.hash, _, raw = rest.partition("+")
        raw = unbase64(raw)
        self.public = raw[1:]
        if not self.name or len(raw) != 33 or raw[0] != 1 or sha256(self.name.encode() + b"\n" + raw)[:8] != self.hash:
            raise Bad("%.100r is no public key of a log" % self.text)
    def open(self, note):
        """The text of a note that this key has signed."""
        text, _, sigs = note.rpartition(b"\n\n")
        lines = re.findall(r"(?s)(?:\A|\n)\u2014 (\S+) (\S+)(?=\n)", sigs.decode("utf-8", "strict"))
        if "".join("\u2014 %s %s\n" % line for line in lines).encode() != sigs or re.search(rb"[\x00-\x09\x0b-\x1f]", note):
            raise Bad("it is no signed note")
        text += b"\n"
        for sig in [sig for name, sig in lines if name == self.name]:
            raw = unbase64(sig)
            if raw[:4].hex() == self.hash and ed25519(self.public, text, raw[4:]):
                return text.decode("utf-8", "strict")
            raise Bad("the signature of %s does not fit: the text or the signature was changed" % self.name)
        raise Bad("it is not signed with the key of %s" % self.name)
    def checkpoint(self, note):
        lines = self.open(note).split("\n")
        if len(lines) < 4 or lines[0] != self.name or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
            raise Bad("it is no checkpoint of the log %s" % self.name)
        root = unbase64(lines[2])
        if len(root) != 32:
            raise Bad("its root is no hash")
        return int(lines[1]), root
def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()
def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()
def included(entry, index, size, path, root):
    """RFC 9162, 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf_hash(entry)
    for p in path if index < size else []:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root and index < size
def grew(first, first_root, second, second_root, proof):
    """RFC 9162, 2.1.4.2: whether the second tree began as the first."""
    if first == second or not first:
        return first == 0 or first_root == second_root
    proof = ([] if first & (first - 1) else [first_root]) + list(proof)
    if first > second or not proof:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_root and sr == second_root

# WARC records.
def fields(head):
    lines = [line.decode("utf-8", "replace").partition(":") for line in head.split(b"\r\n")[1:]]
    return {name.strip().lower(): value.strip() for name, _, value in lines}
def dechunk(body):
    out, at = [], 0
    while True:
        end = body.find(b"\n", at)
        size = body[at:end].split(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9a-fA-F]{1,15}", size):
            return b"".join(out) if out else body
        n = int(size, 16)
        if n == 0:
            return b"".join(out)
        out.append(body[end + 1:end + 1 + n])
        at = end + 1 + n + (2 if body[end + 1 + n:end + 3 + n] == b"\r\n" else 1)
def check_record(member, logged, entry, seen):
    """Checks one gzip member, which must be a whole record, against its entry."""
    if sha256(member) != logged["sha256"]:
        raise Bad("its %s record is not the one that was logged" % logged["type"])
    try:
        unpack = zlib.decompressobj(31)
        data = unpack.decompress(member, MEMBER)
    except zlib.error as e:
        raise Bad("it cannot be unpacked: %s" % e) from None
    head, _, rest = data.partition(b"\r\n\r\n")
    f = fields(head)
    block, kind = rest[:-4], f.get("warc-type")
    if not unpack.eof or unpack.unused_data or not head.startswith(b"WARC/1.1\r\n") or f.get("content-length") != str(len(block)) or rest[-4:] != b"\r\n\r\n":
        raise Bad("it is no whole WARC record")
    payload, body = block, block
    if f.get("content-type", "").startswith("application/http"):
        end = re.search(rb"\r?\n\r?\n", block)
        http, payload = (block[:end.end()], block[end.end():]) if end else (block, b"")
        body = dechunk(payload) if re.search(rb"(?im)^transfer-encoding:\s*chunked\s*$", http.replace(b"\r", b"")) else payload
    if f.get("warc-block-digest") != "sha256:" + sha256(block) or kind != "revisit" and f.get("warc-payload-digest", "sha256:" + sha256(payload)) != "sha256:" + sha256(payload):
        raise Bad("its block or payload has another digest")
    if kind in ("response", "resource", "revisit") and not logged.get("file"):
        seen["id"] = f.get("warc-record-id")
    if kind in ("response", "resource"):
        if not entry["truncated"] and sha256(body) != entry["sha256"]:
            raise Bad("its body has the SHA-256 %s, logged was %s" % (sha256(body), entry["sha256"]))
    elif kind not in ("warcinfo", "revisit") and f.get("warc-concurrent-to") != seen.get("id"):
        raise Bad("it does not belong to the capture")
    if kind == "metadata":
        seen["certificates"] = re.findall(r"(?m)^tls-certificate-sha256: ([0-9a-f]{64})\s*$", block.decode("utf-8", "replace"))
def parse_entry(raw):
    try:
        e = json.loads(raw.decode("utf-8"))
        [r["sha256"] + r["type"] + "%d%d" % (r["start"], r["length"]) for r in e.get("records", [])]
        e["capture"] + e["at"] + e["logged"] + e["sha256"] + e["truncated"] + e["file"] + e["url"]
        return e
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Bad("the entry cannot be read") from None

# Time-stamps: what they stamp, and when. DER as far as it is needed.
def der(data, at=0):
    tag, n, at = data[at], data[at + 1], at + 2
    if n & 0x80:
        n, at = int.from_bytes(data[at:at + (n & 0x7F)], "big"), at + (n & 0x7F)
    if at + n > len(data):
        raise Bad("the token is cut")
    return tag, data[at:at + n], at + n
def parts(data):
    out, at = [], 0
    while at < len(data):
        out.append(der(data, at)[:2])
        at = der(data, at)[2]
    return out
HASHES = {"608648016503040201": "sha256", "608648016503040202": "sha384", "608648016503040203": "sha512"}
def check_token(token, note):
    """The hour of a token that stamps the note. Its signature is for openssl."""
    try:
        at = token.index(bytes.fromhex("060b2a864886f70d0109100104")) + 13
        whole = der(der(token, at)[1])[1]
        values = parts(der(whole)[1])
        algorithm, imprint = parts(values[2][1])
        made_with, hour = HASHES[parts(algorithm[1])[0][1].hex()], values[4][1].decode("ascii")
    except (ValueError, IndexError, KeyError):
        raise Bad("the token cannot be read") from None
    if hashlib.new(made_with, note).digest() != imprint[1] or not any(hashlib.new(h, whole).digest() in token for h in HASHES.values()):
        raise Bad("the token stamps something else, or what it says is not what was signed")
    return hour

# The two things that can be checked.
class Check:
    def __init__(self, key, held):
        self.given, self.held, self.faults, self.notes = key, held, [], []
    def bad(self, where, what):
        self.faults.append("%s: %s" % (where, what))
    def attempt(self, where, f, *args):
        try:
            return f(*args)
        except (Bad, UnicodeDecodeError) as e:
            return self.bad(where, e)
    def choose_key(self, where, text):
        inside = self.attempt(where, lambda: Key(text.decode("utf-8", "strict")))
        if self.given and inside and inside.text != self.given.text:
            self.bad(where, "it is not the key that was given")
        elif inside and not self.given:
            self.notes.append("believed the key that lies inside: compare it with the published one: " + inside.text)
        self.key = self.given or inside
        return self.key
    def certificates(self, where, seen, read):
        for sha in seen.get("certificates", []):
            if sha256(read(sha) or b"") != sha:
                self.bad(where, "the certificate %s is missing or changed" % sha)
def same(row, entry):
    """The fields in which capture.json says something else than the entry."""
    def text(s):
        s = s.replace("\0", "\ufffd")
        return "sha256:" + sha256(s.encode()) if len(s.encode()) > 1024 else s
    out = [n for n in ("url", "final_url", "source", "via", "reason", "detail", "remedy", "content_type", "robots") if text(row[n]) != entry[n]]
    out += [n for n in ("status", "sha256", "size", "truncated", "peer", "file") if row[n] != entry[n]]
    day, _, fraction = row["at"].rstrip("Z").partition(".")
    return out + ([] if day + "." + fraction.ljust(6, "0") + "Z" == entry["at"] else ["at"])
class Export(Check):
    def run(self, path):
        self.files = {}
        with zipfile.ZipFile(path) as z:
            if sum(i.file_size for i in z.infolist()) > UNPACKED:
                raise Bad("it unpacks to more than %d MB" % (UNPACKED >> 20))
            for i in z.infolist():
                try:
                    data = z.read(i) if i.filename not in self.files else b""
                except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
                    data = b""
                if not data and i.file_size:
                    self.bad(i.filename, "it cannot be unpacked, or is there twice")
                self.files[i.filename] = data
        if not self.choose_key("key", self.file("key")):
            return
        self.capture = self.attempt("MANIFEST", self.manifest)
        self.entry = self.attempt("entry.json", parse_entry, self.file("entry.json"))
        if self.entry and self.capture and self.entry["capture"] != self.capture:
            self.bad("entry.json", "it is that of another capture")
        self.size, self.index = None, 0
        self.attempt("inclusion.proof", self.inclusion)
        if self.entry:
            self.attempt("records.warc.gz", self.records)
            self.attempt("capture.json", self.described)
        for name in sorted(self.files):
            if name.startswith("stamps/") and not name.endswith(".consistency"):
                self.attempt(name, self.token if name.endswith(".tst") else self.stamped, name)
        for held in self.held:
            self.attempt(held[0], self.compare, *held)
        if self.entry:
            self.notes.append("capture %s of %s at %s" % (self.entry["capture"], self.entry["url"], self.entry["at"]))
    def file(self, name):
        return self.files.get(name, b"")
    def manifest(self):
        lines = self.key.open(self.file("MANIFEST")).rstrip("\n").split("\n")
        if len(lines) < 3 or lines[0] != "vigia-exhibit/1" or not lines[1].startswith("capture "):
            raise Bad("it is not the list of an exhibit")
        listed = {"MANIFEST"}
        for line in lines[3:]:
            want, _, name = line.partition("  ")
            listed.add(name)
            if name not in self.files:
                self.bad(name, "the list names it, and it is not there")
            elif sha256(self.files[name]) != want:
                self.bad(name, "it is not the file that the list names")
        [self.bad(name, "the list does not name it") for name in sorted(set(self.files) - listed)]
        return lines[1][len("capture "):]
    def inclusion(self):
        head, _, checkpoint = self.file("inclusion.proof").partition(b"\n\n")
        first = re.match(rb"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,17})(?=\n|\Z)", head)
        if not first:
            raise Bad("it is no proof")
        self.size, self.root = self.key.checkpoint(checkpoint)
        self.index, hashes = int(first[1]), head[first.end():].decode("ascii", "strict").split("\n")[1:]
        if not included(self.file("entry.json"), self.index, self.size, [unbase64(h) for h in hashes], self.root):
            raise Bad("it does not prove that the entry is in the log")
        if checkpoint != self.files.get("checkpoint"):
            self.bad("checkpoint", "it is not the checkpoint that the entry is proved for")
        self.notes.append("entry %d of %d in the log %s" % (self.index, self.size, self.key.name))
    def records(self):
        raw, at, seen = self.file("records.warc.gz"), 0, {}
        for r in self.entry.get("records", []):
            check_record(raw[at:at + r["length"]], r, self.entry, seen)
            at += r["length"]
        if at != len(raw) or not at and self.entry["file"]:
            raise Bad("there are not just the records that were logged")
        self.certificates("certificates", seen, lambda sha: self.files.get("certificates/%s.der" % sha))
    def described(self):
        try:
            row = json.loads(self.file("capture.json"))
            wrong = ["id"] if row["id"] != self.entry["capture"] else same(row, self.entry)
            for name in filter(re.compile(r"report-[0-9]+\.json").fullmatch, sorted(self.files)):
                r = json.loads(self.files[name])
                if r["capture"] != self.entry["capture"] or r["text_sha256"] != sha256(r["text"].encode()):
                    self.bad(name, "it was read in another capture, or its text was changed")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Bad("it cannot be read") from None
        if wrong:
            raise Bad("it is not what the log says: " + ", ".join(wrong))
    def stamped(self, name):
        size, root = self.key.checkpoint(self.files[name])
        lines = self.files.get(name[:-len("checkpoint")] + "consistency", b"").decode("ascii", "strict").split()
        if self.size is None or not grew(size, root, self.size, self.root, [unbase64(h) for h in lines]) or size <= self.index:
            raise Bad("it is not a checkpoint of this log that covers the entry")
    def token(self, name):
        note = self.file("stamps/%s.checkpoint" % os.path.basename(name).split(".")[0])
        self.notes.append("%s says %s; check its signature with openssl ts -verify" % (name, check_token(self.files[name], note)))
    def compare(self, name, note):
        size, root = self.key.checkpoint(note)
        if size == self.size and root != self.root:
            raise Bad("it signs other captures than the checkpoint inside")
        if size != self.size:
            self.notes.append("%s covers %d captures, the one inside %s: only the whole log tells whether one grew out of the other" % (name, size, self.size))

class Archive(Check):
    def run(self, path):
        self.path = path
        key = self.choose_key("log/key", self.read("log/key") or b"")
        last = key and self.attempt("log/checkpoint", key.checkpoint, self.read("log/checkpoint") or b"")
        if not last:
            return
        (self.size, self.root), held = last, {}
        for name in sorted(os.listdir(self.at("log/stamps"))) if os.path.isdir(self.at("log/stamps")) else []:
            where = "log/stamps/" + name
            if name.endswith(".checkpoint"):
                held[where] = self.read(where)
            elif name.endswith(".tst"):
                hour = self.attempt(where, check_token, self.read(where), self.read("log/stamps/%s.checkpoint" % name.split(".")[0]) or b"")
                self.notes.append("%s says %s; check its signature with openssl ts -verify" % (where, hour))
        held.update(self.held)
        opened = {name: self.attempt(name, self.key.checkpoint, note) for name, note in held.items()}
        self.walk({size for size, _ in filter(None, opened.values())} | {self.size})
        for name, c in [("log/checkpoint", last)] + [(n, c) for n, c in opened.items() if c]:
            if c[0] > self.size:
                self.bad(name, "it covers %d captures, and the log has %d: later ones were removed" % (c[0], self.size))
            elif self.roots.get(c[0]) != c[1]:
                self.bad(name, "the first %d captures are not those that it signs: one was altered, removed, exchanged or put in" % c[0])
    def at(self, name):
        return os.path.join(self.path, *name.split("/"))
    def read(self, name):
        if not os.path.isfile(self.at(name)):
            return None
        with open(self.at(name), "rb") as f:
            return f.read()
    def tile(self, level, n, w, want=None):
        name = "%03d" % (n % 1000)
        while n >= 1000:
            n //= 1000
            name = "x%03d/%s" % (n % 1000, name)
        name = "log/tile/%s/%s" % (level, name)
        name += ".p/%d" % w if w < WIDTH else ""
        data = self.read(name)
        if data is None or want is not None and data != want:
            self.bad(name, "it is not there" if data is None else "it is not what the entries make")
        return data or b""
    def walk(self, sizes):
        """Makes the tree again of its entries, and checks what each names."""
        levels, opened, ids, self.gone, self.buried = [[]], {}, set(), set(), set()
        self.roots, self.until, self.last = {0: hashlib.sha256(b"").digest()}, None, None
        for first in range(0, self.size, WIDTH):
            w = min(WIDTH, self.size - first)
            data, at = self.tile("entries", first // WIDTH, w), 0
            for n in range(first, first + w):
                size = int.from_bytes(data[at:at + 2], "big")
                entry, at = data[at + 2:at + 2 + size], at + 2 + size
                self.push(levels, leaf_hash(entry), n + 1)
                if n + 1 in sizes:
                    self.roots[n + 1] = root_of(levels)
                where = "entry %d" % n
                e = self.attempt(where, parse_entry, entry)
                if e and e["capture"] in ids:
                    self.bad(where, "the capture %s is entered twice" % e["capture"])
                elif e:
                    ids.add(e["capture"])
                    self.attempt("capture %s (%s)" % (e["capture"], e["url"]), self.capture, e, opened)
                    if n + 1 in sizes and n + 1 < self.size:
                        self.until = self.last
            if at != len(data):
                self.bad("log/tile/entries", "behind entry %d stands something else" % (first + w - 1))
        for level, hashes in enumerate(levels):
            if hashes:
                self.tile(level, (self.size >> 8 * level) // WIDTH, len(hashes), b"".join(hashes))
        [self.bad("capture " + c, "its bytes were taken out, and no tombstone in the log names it") for c in sorted(self.gone - self.buried)]
        self.notes.append("%d captures in the log %s, %d of them removed by a rule" % (self.size, self.key.name, len(self.gone)))
    def push(self, levels, h, size):
        for level in range(len(levels) + 1):
            if level == len(levels):
                levels.append([])
            levels[level].append(h)
            if len(levels[level]) < WIDTH:
                return
            self.tile(level, (size >> 8 * (level + 1)) - 1, WIDTH, b"".join(levels[level]))
            h, levels[level] = fold(levels[level]), []
    def capture(self, e, opened):
        try:
            at, logged = (datetime.datetime.strptime(e[n], "%Y-%m-%dT%H:%M:%S.%fZ") for n in ("at", "logged"))
        except ValueError:
            raise Bad("its dates cannot be read") from None
        if self.until and at < self.until - LATE and not e.get("adopted"):
            self.bad("capture " + e["capture"], "it says %s, and entered the log after a kept checkpoint that covers all up to %s: dated back" % (e["at"], self.until))
        elif self.last and at < self.last - LATE and not e.get("adopted"):
            self.notes.append("capture %s says %s and entered the log after an entry of %s" % (e["capture"], e["at"], self.last))
        self.last = logged
        if not e["file"]:
            return self.buried.update(e.get("removes", []))
        seen = {}
        for r in e.get("records", []):
            name = r.get("file", e["file"])
            opened[name] = opened.get(name) or self.open(name)
            f, gaps = opened[name]
            if any(at <= r["start"] and r["start"] + r["length"] <= at + n for at, n in gaps) and not r.get("file"):
                self.gone.add(e["capture"])  # its tombstone comes later in the log
                continue
            f.seek(r["start"] - sum(n for at, n in gaps if at < r["start"]))
            check_record(f.read(r["length"]), r, e, seen)
        self.certificates("capture " + e["capture"], seen, lambda sha: self.read("certs/%s/%s.der" % (sha[:2], sha)))
    def open(self, name):
        """A WARC file, and what rules have taken out of it since: start and length."""
        if not re.fullmatch(r"[0-9]{4}/[0-9]{2}/vigia-[0-9A-Za-z-]+\.warc\.gz", name):
            raise Bad("its file has a name that no file of an archive has")
        lines = (self.read(name + ".gaps") or b"vigia-gaps/1\n" + name.encode() + b"\n").decode("utf-8", "strict").split("\n")
        if lines[0] != "vigia-gaps/1" or not re.fullmatch(re.escape(name[:-8]) + r"(\.g[1-9][0-9]*)?\.warc\.gz", lines[1]) or not os.path.isfile(self.at(lines[1])):
            raise Bad("its file %s is not there" % name)
        return open(self.at(lines[1]), "rb"), [tuple(int(v) for v in line.split(" ")) for line in lines[2:-1] if re.fullmatch(r"\d+ \d+", line)]
def fold(hashes):
    while len(hashes) > 1:
        hashes = [node(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]
def root_of(levels):
    """The root over whole trees, the smallest joined first."""
    root = None
    for hashes in levels:
        while hashes:
            n = len(hashes) & -len(hashes)
            peak, hashes = fold(hashes[-n:]), hashes[:-n]
            root = peak if root is None else node(peak, root)
    return root
def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("path", metavar="EXPORT.zip|FOLDER")
    p.add_argument("--key")
    p.add_argument("--checkpoint", action="append", default=[], metavar="FILE")
    a = p.parse_args()
    try:
        held = [(name, open(name, "rb").read()) for name in a.checkpoint]
        check = (Archive if os.path.isdir(a.path) else Export)(Key(a.key) if a.key else None, held)
        check.run(a.path)
    except (OSError, zipfile.BadZipFile, Bad) as e:
        print("%s: %s" % (a.path, e), file=sys.stderr)
        return 1
    for line in ["note  " + n for n in check.notes] + ["FAIL  " + f for f in check.faults]:
        print(line)
    print("everything agrees" if not check.faults else "%d faults: this is not as it was kept" % len(check.faults))
    return 3 if check.faults else 0

if __name__ == "__main__":
    sys.exit(main())
