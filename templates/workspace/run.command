#!/bin/sh
cd "$(dirname "$0")" || exit 2
@PROGRAM@ run .
[ -f 结果/index.html ] && open 结果/index.html 2>/dev/null
exit 0
