#!/bin/sh
# macOS 不能把文件拖到 .command 的图标上：双击打开后，把工作簿拖进窗口，再按回车。
cd "$(dirname "$0")" || exit 2
if [ $# -eq 0 ]; then
  printf '把工作簿拖进这个窗口，然后按回车：\n'
  read -r files
  eval "set -- $files"
fi
if [ -x @EXECUTABLE@ ]; then
  @PROGRAM@ run . -- "$@"
else
  kehu-batch run . -- "$@"
fi
code=$?
[ -f 结果/index.html ] && command -v open >/dev/null && open 结果/index.html
exit $code
