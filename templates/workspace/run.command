#!/bin/sh
cd "$(dirname "$0")" || exit 2
if [ -x @EXECUTABLE@ ]; then
  @PROGRAM@ run .
else
  kehu-batch run .
fi
code=$?
[ -f 结果/index.html ] && command -v open >/dev/null && open 结果/index.html
exit $code
