# Reads scripts as JSON on standard input; says of each how PowerShell parses it, as JSON.
$scripts = [Console]::In.ReadToEnd() | ConvertFrom-Json
$told = foreach ($script in $scripts) {
    $tokens = $null; $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($script, [ref]$tokens, [ref]$errors)
    [pscustomobject]@{
        errors = @($errors | ForEach-Object Message)
        # The types of all parts; of a command its name too, so that no value becomes one.
        shape  = ($tree.FindAll({ $true }, $true) | ForEach-Object {
                if ($_ -is [System.Management.Automation.Language.CommandAst]) { $_.GetCommandName() } else { $_.GetType().Name }
            }) -join ' '
        newer  = @($tokens | Where-Object { $_.Kind -in 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionMark', 'AndAnd', 'OrOr' } |
                ForEach-Object Text)
    }
}
ConvertTo-Json -InputObject @($told) -Depth 3 -Compress
