/* Runs a program without an administrator's rights, and ends with its exit code: limited.exe PROGRAM [WORDS…]
   Everybody is an administrator in Wine, and the setup program must serve those who are not. Only for trying out. */
#include <windows.h>
#include <wchar.h>

static wchar_t *behind_first_word(wchar_t *line)
{
    wchar_t end = *line == L'"' ? L'"' : L' ';
    wchar_t *at = wcschr(line + 1, end);
    return at ? at + 1 + wcsspn(at + 1, L" ") : L"";
}

int wmain(void)
{
    HANDLE own, limited;
    BYTE administrators[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof administrators, code = 1;
    SID_AND_ATTRIBUTES taken = {administrators, 0};
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION process;

    if (!CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, administrators, &size)
        || !OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own)
        || !CreateRestrictedToken(own, 0, 1, &taken, 0, NULL, 0, NULL, &limited)
        || !CreateProcessAsUserW(limited, NULL, behind_first_word(GetCommandLineW()), NULL, NULL, TRUE, 0, NULL, NULL,
                                 &start, &process))
        return 255;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return code;
}
