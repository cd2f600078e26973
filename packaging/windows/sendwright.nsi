; The setup program of Windows: for this user without admin rights, or for all users with /AllUsers.
; makensis -DVERSION=0.1.0 -DVERSION4=0.1.0.0 -DSRC=<bundle> -DASSETS=<assets> -DOUT=<setup.exe> sendwright.nsi
; Silent: /S, /AllUsers, /CurrentUser, /D=FOLDER (last). The uninstaller knows /S and /PURGE.
; Exit codes: 0 done, 1 cancelled, 2 stopped by an error, 3 Sendwright is running, 740 (Windows' own number) not an administrator.
Unicode true
ManifestDPIAware true
ManifestSupportedOS Win10
Target amd64-unicode
!define APP "Sendwright"
!define PUBLISHER "The Sendwright authors"
!define PLAN "Sendwright.Plan"
!define CLASSES "Software\Classes"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${APP}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "Software\${APP}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallDir"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "Software\${APP}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallDir"
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
; MultiUser.nsh would ask every administrator for consent. Nobody is asked here before choosing all users.
RequestExecutionLevel user

Name "${APP}"
OutFile "${OUT}"
SetCompressor /SOLID lzma
BrandingText "${APP} ${VERSION}"
CRCCheck force
!ifdef SIGN_COMMAND ; build_setup sets it where there is a certificate
  !finalize '${SIGN_COMMAND} "%1"'
  !uninstfinalize '${SIGN_COMMAND} "%1"'
!endif

!define MUI_ICON "${ASSETS}/sendwright.ico"
!define MUI_UNICON "${ASSETS}/sendwright.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${ASSETS}/side.bmp"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartAsThisUser
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenChosen
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenChosen
!insertmacro MUI_PAGE_LICENSE "../../LICENSE"
!define MULTIUSER_PAGE_CUSTOMFUNCTION_PRE SkipWhenChosen
!define MULTIUSER_PAGE_CUSTOMFUNCTION_LEAVE AskWindowsForAllUsers
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"

VIProductVersion "${VERSION4}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductName" "${APP}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileDescription" "${APP} setup"
VIAddVersionKey /LANG=${LANG_ENGLISH} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_ENGLISH} "LegalCopyright" "${PUBLISHER}, MIT licence"

LangString WELCOME ${LANG_ENGLISH} "Sendwright sets up mail sending through Microsoft 365 for printers and scanners, programs and servers, and proves that it works.$\r$\n$\r$\nIt is installed for you alone, which needs no administrator, unless you choose otherwise. It starts nothing by itself, and nothing has to be restarted."
LangString WELCOME ${LANG_GERMAN} "Sendwright richtet den Mailversand über Microsoft 365 ein, für Drucker und Scanner, Programme und Server, und prüft, ob er funktioniert.$\r$\n$\r$\nEs wird nur für Sie installiert, wofür kein Administrator nötig ist, es sei denn, Sie wählen etwas anderes. Es startet nichts von selbst, und kein Neustart ist nötig."
LangString WELCOME ${LANG_FRENCH} "Sendwright configure l’envoi de courriers par Microsoft 365 pour imprimantes et scanners, programmes et serveurs, et vérifie qu’il fonctionne.$\r$\n$\r$\nIl est installé pour vous seul, sans droits d’administrateur, sauf si vous choisissez autrement. Il ne lance rien de lui-même et ne demande aucun redémarrage."
LangString WELCOME ${LANG_SPANISH} "Sendwright configura el envío de correo a través de Microsoft 365 para impresoras y escáneres, programas y servidores, y comprueba que funciona.$\r$\n$\r$\nSe instala solo para usted, sin permisos de administrador, salvo que elija otra cosa. No inicia nada por sí mismo y no hay que reiniciar."
LangString RUNNING ${LANG_ENGLISH} "Sendwright is running. Close its windows and try again."
LangString RUNNING ${LANG_GERMAN} "Sendwright läuft. Schließen Sie seine Fenster und versuchen Sie es erneut."
LangString RUNNING ${LANG_FRENCH} "Sendwright est ouvert. Fermez ses fenêtres, puis réessayez."
LangString RUNNING ${LANG_SPANISH} "Sendwright está abierto. Cierre sus ventanas e inténtelo de nuevo."
LangString FORGET_DATA ${LANG_ENGLISH} "Remove your client files and what was found about them, too?$\r$\n$\r$\nChoose No to keep them for a later installation."
LangString FORGET_DATA ${LANG_GERMAN} "Auch Ihre Kundendateien und die Ergebnisse dazu entfernen?$\r$\n$\r$\nMit Nein bleiben sie für eine spätere Installation erhalten."
LangString FORGET_DATA ${LANG_FRENCH} "Supprimer aussi vos fichiers clients et leurs résultats ?$\r$\n$\r$\nChoisissez Non pour les conserver."
LangString FORGET_DATA ${LANG_SPANISH} "¿Eliminar también sus archivos de clientes y lo que se encontró sobre ellos?$\r$\n$\r$\nElija No para conservarlos para otra instalación."
LangString FORGET_TOKENS ${LANG_ENGLISH} "Remove the sign-ins that Sendwright keeps in Credential Manager, too?$\r$\n$\r$\nPrograms that ask Sendwright for tokens then stop sending."
LangString FORGET_TOKENS ${LANG_GERMAN} "Auch die Anmeldungen entfernen, die Sendwright in der Anmeldeinformationsverwaltung aufbewahrt?$\r$\n$\r$\nProgramme, die Sendwright nach Tokens fragen, senden dann nicht mehr."
LangString FORGET_TOKENS ${LANG_FRENCH} "Supprimer aussi les connexions que Sendwright conserve dans le gestionnaire d’identification ?$\r$\n$\r$\nLes programmes qui demandent des jetons à Sendwright n’enverront plus."
LangString FORGET_TOKENS ${LANG_SPANISH} "¿Eliminar también los inicios de sesión que Sendwright guarda en el Administrador de credenciales?$\r$\n$\r$\nLos programas que piden tokens a Sendwright dejarán de enviar."

LangString PLAN_NAME ${LANG_ENGLISH} "Sendwright plan"
LangString PLAN_NAME ${LANG_GERMAN} "Sendwright-Plan"
LangString PLAN_NAME ${LANG_FRENCH} "Plan Sendwright"
LangString PLAN_NAME ${LANG_SPANISH} "Plan de Sendwright"

; Tells Explorer that icons and file types have changed.
!macro FILE_TYPES_CHANGED
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

; A running program holds its file open: Windows then refuses to open it for writing. Nothing is ended by force.
!macro REFUSE_RUNNING
  ${Do}
    StrCpy $1 ""
    ${For} $2 1 2
      StrCpy $3 "$INSTDIR\sendwright.exe"
      ${If} $2 == 2
        StrCpy $3 "$INSTDIR\sendwright-gui.exe"
      ${EndIf}
      ${If} ${FileExists} "$3"
        ClearErrors
        FileOpen $0 "$3" a
        ${If} ${Errors}
          StrCpy $1 "running"
        ${Else}
          FileClose $0
        ${EndIf}
      ${EndIf}
    ${Next}
    ${If} $1 == ""
      ${ExitDo}
    ${EndIf}
    ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDCANCEL`
      SetErrorLevel 3
      Abort
    ${EndIf}
  ${Loop}
!macroend

; ${If} ${Given} "/SWITCH"
!macro _Given _a _b _t _f
  !insertmacro _LOGICLIB_TEMP
  ${GetParameters} $_LOGICLIB_TEMP
  ClearErrors
  ${GetOptions} $_LOGICLIB_TEMP "${_b}" $_LOGICLIB_TEMP
  IfErrors `${_f}` `${_t}`
!macroend
!define Given `"" Given`

; /AllUsers without an administrator's rights: Windows asks for them, once, and PROGRAM starts again with them. Nobody can
; be asked during a silent run, which ends with the number by which Windows calls this.
!macro NEED_ADMINISTRATOR_FOR_ALL_USERS PROGRAM
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
  ${AndIf} ${Given} "/AllUsers"
    SetErrorLevel 740
    ${If} ${Silent}
      Quit
    ${EndIf}
    ${IfNot} ${Given} "/Asked"
      ${GetParameters} $1
      ExecShell "runas" "${PROGRAM}" "$1 /Asked"
      Quit
    ${EndIf}
  ${EndIf}
!macroend

Var rights ; "Admin", or what Windows says of another account

Function .onInit
  !insertmacro NEED_ADMINISTRATOR_FOR_ALL_USERS "$EXEPATH"
  !insertmacro MULTIUSER_INIT
  ; MultiUser.nsh shows the choice to administrators alone; here the choice comes first.
  StrCpy $rights $MultiUser.Privileges
  StrCpy $MultiUser.Privileges "Admin"
  ; A copy for all users that is there is brought up to date rather than given a second one beside it.
  ReadRegStr $0 HKLM "Software\${APP}" "InstallDir"
  ReadRegStr $1 HKCU "Software\${APP}" "InstallDir"
  ${If} $0 != ""
  ${AndIf} $1 == ""
  ${AndIfNot} ${Silent}
  ${AndIfNot} ${Given} "/CurrentUser"
    Call MultiUser.InstallMode.AllUsers
  ${EndIf}
FunctionEnd

Function SkipWhenChosen ; the pages up to the choice were seen before Windows asked
  ${If} ${Given} "/Chosen"
    Abort
  ${EndIf}
FunctionEnd

Function AskWindowsForAllUsers
  ${If} $MultiUser.InstallMode == "AllUsers"
  ${AndIf} $rights != "Admin"
    ClearErrors
    ExecShell "runas" "$EXEPATH" "/AllUsers /Asked /Chosen"
    ${If} ${Errors} ; the person said no: the page stays
      Abort
    ${EndIf}
    Quit
  ${EndIf}
FunctionEnd

; An administrator's setup must not start the wizard as administrator; Explorer runs as the person at the screen.
Function StartAsThisUser
  ${If} $rights == "Admin"
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\sendwright-gui.exe"'
  ${Else}
    Exec '"$INSTDIR\sendwright-gui.exe"'
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro NEED_ADMINISTRATOR_FOR_ALL_USERS "$INSTDIR\uninstall.exe"
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section "Sendwright"
  !insertmacro REFUSE_RUNNING
  ; an older version's files go first, so that none of them lingers; what the person made lies elsewhere
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${SRC}/*.*"
  File "${ASSETS}/THIRD-PARTY.txt"
  File "/oname=LICENSE.txt" "../../LICENSE"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\sendwright-gui.exe"

  WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\sendwright.exe" "" "$INSTDIR\sendwright.exe"

  WriteRegStr SHCTX "${CLASSES}\.sendwright" "" "${PLAN}"
  WriteRegStr SHCTX "${CLASSES}\.sendwright" "Content Type" "application/x-sendwright-plan"
  WriteRegStr SHCTX "${CLASSES}\${PLAN}" "" "$(PLAN_NAME)"
  WriteRegStr SHCTX "${CLASSES}\${PLAN}\DefaultIcon" "" '"$INSTDIR\sendwright-gui.exe",0'
  WriteRegStr SHCTX "${CLASSES}\${PLAN}\shell\open\command" "" '"$INSTDIR\sendwright-gui.exe" "%1"'
  !insertmacro FILE_TYPES_CHANGED

  WriteRegStr SHCTX "Software\${APP}" "InstallDir" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${APP}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\sendwright-gui.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  !insertmacro REFUSE_RUNNING
  StrCpy $R2 ""
  ${If} ${Given} "/PURGE"
    StrCpy $R2 "all"
  ${EndIf}

  SetShellVarContext current ; tokens and client files are the person's own; others' are not ours to remove
  ; Only who has something is asked. Tokens first: finding them needs the program and the client files.
  StrCpy $R3 $R2
  ${If} $R3 == ""
  ${AndIf} ${FileExists} "$LOCALAPPDATA\${APP}\clients\*.toml"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(FORGET_TOKENS)" /SD IDNO IDNO keep_tokens
    StrCpy $R3 "all"
    keep_tokens:
  ${EndIf}
  ${If} $R3 == "all"
    FindFirst $R4 $R5 "$LOCALAPPDATA\${APP}\clients\*.toml"
    ${DoWhile} $R5 != ""
      StrCpy $R5 $R5 -5
      nsExec::Exec '"$INSTDIR\sendwright.exe" forget "$R5"'
      Pop $0
      FindNext $R4 $R5
    ${Loop}
    FindClose $R4
  ${EndIf}
  ${If} $R2 == ""
  ${AndIf} ${FileExists} "$LOCALAPPDATA\${APP}\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(FORGET_DATA)" /SD IDNO IDNO keep_data
    StrCpy $R2 "all"
    keep_data:
  ${EndIf}

  ${If} $MultiUser.InstallMode == "AllUsers"
    SetShellVarContext all
  ${EndIf}
  Delete "$SMPROGRAMS\${APP}.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\sendwright.exe"
  Delete "$INSTDIR\sendwright-gui.exe"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey SHCTX "${CLASSES}\${PLAN}"
  ReadRegStr $0 SHCTX "${CLASSES}\.sendwright" ""
  ${If} $0 == "${PLAN}" ; another program's choice is not ours to remove
    DeleteRegKey SHCTX "${CLASSES}\.sendwright"
  ${EndIf}
  !insertmacro FILE_TYPES_CHANGED
  DeleteRegKey SHCTX "${UNINSTALL}"
  DeleteRegKey SHCTX "Software\${APP}"
  DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\sendwright.exe"
  ${If} $R2 == "all"
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\${APP}"
  ${EndIf}
SectionEnd
