@echo off
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
pushd "%~dp0"
if not exist "@EXECUTABLE@" goto elsewhere
@PROGRAM@ run . --open -- %*
goto end
:elsewhere
kehu-batch run . --open -- %*
:end
popd
pause
