#!/bin/sh
# make-certificates.sh FOLDER: a CA, a certificate for each of the three hosts, and the key that signs calls to workers.
# Keep ca.key elsewhere: no host needs it. The certificates are valid for two years.
set -eu
umask 077
mkdir -p "$1"
cd "$1"
new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

new_key ca.key
openssl req -x509 -new -key ca.key -subj "/CN=volume-migrate cluster" -days 3650 -out ca.crt
openssl genpkey -algorithm ed25519 -out identity.pem

for host in 1=10.0.0.11 2=10.0.0.12 3=10.0.0.13; do
    name="node${host%%=*}"
    mkdir -p "$name"
    new_key "$name/node.crt.key"
    printf 'subjectAltName=DNS:%s,IP:%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$name" "${host#*=}" >"$name/extensions"
    openssl req -new -key "$name/node.crt.key" -subj "/CN=$name" |
        openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 730 -extfile "$name/extensions" -out "$name/node.crt" 2>/dev/null
    rm "$name/extensions"
    cp ca.crt "$name/ca.crt"
done
