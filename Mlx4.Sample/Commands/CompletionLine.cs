using System.CommandLine;

namespace Mlx4.Sample.Commands;

/// <summary>The command <c>completion</c>: scripts that let shells ask the program itself for what may come next.</summary>
internal static class CompletionLine
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _mlx4_sample() {
                local found
                found=$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
                COMPREPLY=($(compgen -W "$found" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _mlx4_sample Mlx4.Sample
            """,
        ["zsh"] = """
            #compdef Mlx4.Sample
            _mlx4_sample() {
                local -a found
                found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -- $found || _files
            }
            compdef _mlx4_sample Mlx4.Sample
            """,
        ["fish"] = """
            function __mlx4_sample
                set -l line (commandline -cp)
                Mlx4.Sample "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c Mlx4.Sample -a '(__mlx4_sample)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName Mlx4.Sample -ScriptBlock {
                param($word, $line, $position)
                & $line.CommandElements[0].Extent.Text "[suggest:$position]" "$line".PadRight($position) 2>$null |
                    Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    public static Command Create(TextWriter output)
    {
        Argument<string> shell = new("SHELL") { Description = "The shell: it has to find the program as Mlx4.Sample." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        Command completion = new("completion", "Prints a script that lets a shell complete commands, options and their values.") { shell };
        completion.SetAction(line =>
        {
            output.WriteLine(Scripts[line.GetRequiredValue(shell)]);
            return ExitCode.Success;
        });
        return completion;
    }
}
