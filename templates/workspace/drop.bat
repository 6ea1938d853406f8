@echo off
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
if "%~1"=="" (
  echo 请把工作簿拖到这个图标上。
  pause
  exit /b 2
)
:next
if "%~1"=="" goto work
copy /y "%~1" "收件箱\" >nul
shift
goto next
:work
@PROGRAM@ run "%~dp0."
echo.
if exist "结果\index.html" start "" "结果\index.html"
pause
