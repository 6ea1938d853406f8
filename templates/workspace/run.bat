@echo off
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
@PROGRAM@ run "%~dp0."
echo.
if exist "结果\index.html" start "" "结果\index.html"
pause
