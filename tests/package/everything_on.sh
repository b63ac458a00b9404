# shellcheck shell=bash disable=SC2154  # what boot_test.sh defines
# Sourced by boot_test.sh where the machine is in its normal state: all that tocd has at once, in its unit, behind the real nginx with the example
# of the package: accounts at the unix socket, tokens, users of the proxy, hidden paths, projects, publications, confinement.

as_tocd() { inside setpriv --reuid=tocd --regid=tocd --clear-groups "$@"; }
api=http://127.0.0.1:8080/api/v1
site=https://toc.example.org
port_curl() { inside curl -sS --max-time 10 "$@"; }
proxy_curl() { inside curl -sS --max-time 10 --cacert /etc/ssl/toc.example.org.crt --resolve toc.example.org:443:127.0.0.1 "$@"; }
status_only=(-o /dev/null -w '%{http_code}')
names() { grep -o 'file-of-[a-z]*' | sort -u | sed 's/file-of-//' | tr '\n' ' '; }
published() { inside sh -c "zcat /srv/published/$1-latest.csv.gz 2>/dev/null" | names; }

step "Everything switched on"
inside apt-get install -y --no-install-recommends nginx-light openssl >/dev/null 2>&1 || true
inside sh -c 'cat >>/etc/tocd/tocd.yaml' <<'END'
projects: ["^/srv/(?P<project>[^/]+)/"]
access:
  - {path: /srv/closed, to: ["user:alice"]}
  - {path: /data/deep/folder, to: ["token:deep"]}
publish:
  - {name: all, to: /srv/published, every: 1s, compress: gzip}
  - {name: of-alice, to: /srv/published, every: 1s, compress: gzip, seen_by: ["user:alice"]}
  - {name: catalogue, to: /srv/published, every: 1s, format: sqlite, seen_by: [admins]}
http:
  anonymous: none
  trusted_proxies: ["unix:www-data"]
  allowed_hosts: [toc.example.org]
END
inside install -d -o tocd -g tocd /srv/published /etc/systemd/system/tocd.service.d
inside sh -c 'printf "[Service]\nPrivateUsers=no\nReadWritePaths=/srv/published\n" >/etc/systemd/system/tocd.service.d/everything.conf'
inside openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=toc.example.org \
    -addext subjectAltName=DNS:toc.example.org -keyout /etc/ssl/toc.example.org.key -out /etc/ssl/toc.example.org.crt 2>/dev/null
# shellcheck disable=SC2016  # expanded inside
inside sh -c 'for user in anna alice; do echo "$user:$(openssl passwd -apr1 secret)"; done >/etc/nginx/tocd.users'
inside cp /usr/share/doc/tocd/examples/proxy/nginx.conf /etc/nginx/sites-enabled/tocd
inside rm -f /etc/nginx/sites-enabled/default
inside systemctl daemon-reload
show tocd --check-config
inside systemctl restart tocd.service || true
show systemctl restart nginx.service
wait_for "an answer" 30 answers
deep=$(as_tocd tocd token create deep --role viewer)
editor=$(as_tocd tocd token create runner --role editor)

step "Everything switched on: who sees what"
expect "nobody, over the port" "$(port_curl "${status_only[@]}" $api/files)" 401
expect "alice, by her account" "$(curl_api /api/v1/files.ndjson | names)" 'closed disk open project there '
expect "what she counts" "$(curl_api '/api/v1/files?count=1&limit=1' | grep -o '"files":[0-9]*' | head -n 1)" '"files":5'
expect "the hidden share, for the token" "$(port_curl "${status_only[@]}" -H "Authorization: Bearer $deep" $api/shares/closed)" 404
expect "the token" "$(port_curl -H "Authorization: Bearer $deep" $api/files.ndjson | names)" 'deep disk open project there '
expect "by project" "$(port_curl -H "Authorization: Bearer $deep" "$api/files?q=project:open" | names)" 'open '
expect "an admin" "$(as_tocd curl -sS --max-time 10 --unix-socket /run/tocd/tocd.sock http://localhost/api/v1/files.ndjson | names)" 'closed deep disk open project there '
expect "the proxy without a name" "$(proxy_curl "${status_only[@]}" $site/api/v1/files)" 401
expect "anna behind the proxy" "$(proxy_curl --user anna:secret $site/api/v1/files.ndjson | names)" 'disk open project there '
expect "anna, who says that she is alice" "$(proxy_curl --user anna:secret -H 'X-Remote-User: alice' $site/api/v1/files.ndjson | names)" 'disk open project there '
expect "alice behind the proxy" "$(proxy_curl --user alice:secret $site/api/v1/files.ndjson | names)" 'closed disk open project there '
expect "the page" "$(proxy_curl --user anna:secret $site/ | grep -ci '<!doctype html>')" 1

step "Everything switched on: log-in, changes, events"
inside sh -c "printf '{\"token\":\"%s\"}' '$deep' >/root/login"
said=$(port_curl -D - -c /root/cookies -H 'Content-Type: application/json' --data @/root/login $api/session | tr -d '\r')
expect "the cookie" "$(grep -i '^set-cookie:' <<<"$said" | grep -o 'HttpOnly\|SameSite=Strict' | sort | tr '\n' ' ')" 'HttpOnly SameSite=Strict '
expect "who has it" "$(port_curl -b /root/cookies $api/files.ndjson | names)" 'deep disk open project there '
begin=(-X POST -H 'Content-Type: application/json' --data '{}')
expect "a viewer may not scan" "$(port_curl "${status_only[@]}" "${begin[@]}" -H "Authorization: Bearer $deep" $api/shares/open/scans)" 403
expect "nor from a page of another site" "$(port_curl "${status_only[@]}" "${begin[@]}" -H 'Origin: https://evil.example' -H "Authorization: Bearer $editor" $api/shares/open/scans)" 403
inside sh -c "curl -sSN --max-time 5 --cacert /etc/ssl/toc.example.org.crt --resolve toc.example.org:443:127.0.0.1 --user anna:secret $site/api/v1/events >/root/events 2>/dev/null" &
listening=$!
sleep 1
expect "an editor may" "$(port_curl "${status_only[@]}" "${begin[@]}" -H "Authorization: Bearer $editor" $api/shares/open/scans)" 202
wait "$listening" || true
expect "anna heard of it through the proxy" "$([[ $(inside grep -c '^event:' /root/events) -gt 0 ]] && echo yes)" yes
expect "the audit log" "$(inside journalctl --no-pager -o cat -u tocd.service | grep -c 'audit: done who="token runner".*status=202')" 1
as_tocd tocd token revoke deep >/dev/null
expect "a revoked token, and what was opened with it" \
    "$(port_curl "${status_only[@]}" -H "Authorization: Bearer $deep" $api/files) $(port_curl "${status_only[@]}" -b /root/cookies $api/files)" '401 401'

step "Everything switched on: what is published, and the limits"
wait_for "the catalogue's copy" 20 inside test -s /srv/published/catalogue-latest.db
wait_for "a list" 20 inside test -s /srv/published/of-alice-latest.csv.gz
expect "for everybody" "$(published all)" 'disk open project there '
expect "for alice" "$(published of-alice)" 'closed disk open project there '
metrics=$(as_tocd curl -sS --max-time 10 --unix-socket /run/tocd/tocd.sock http://localhost/metrics)
expect "it is confined all the same" "$(grep -c '^tocd_confined{by="seccomp"} 1$' <<<"$metrics")" 1
# shellcheck disable=SC2016  # expanded inside
tasks=$(inside sh -c 'ls /proc/$(systemctl show -p MainPID --value tocd)/task | wc -l')
expect "threads, by the unit's TasksMax" "$([[ $tasks -lt $(property tocd.service TasksMax) ]] && echo fewer)" fewer
printf '%s threads, MemoryMax %s\n' "$tasks" "$(property tocd.service MemoryMax)"
show systemd-analyze security --no-pager tocd.service | tail -n 1

inside systemctl stop nginx.service
inside rm -r /etc/systemd/system/tocd.service.d /srv/published /etc/nginx/tocd.users /etc/nginx/sites-enabled/tocd
inside cp /root/good.yaml /etc/tocd/tocd.yaml
inside systemctl daemon-reload
inside systemctl restart tocd.service || true
wait_for "an answer as before" 30 answers
expect "files that alice finds" "$(curl_api '/api/v1/files.ndjson' | wc -l)" 6
