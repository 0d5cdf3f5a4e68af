using System.Diagnostics;
using System.Runtime.Versioning;
using Mlx4.Sample;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>Shells ask the program what may come next.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("Mlx4.Sample lo", "load")]
    [InlineData("Mlx4.Sample load --fun", "--function")]
    [InlineData("Mlx4.Sample load --function ", "pf\nvf")]
    [InlineData("Mlx4.Sample load --fail QueryAd", "QueryAdapter")]
    [InlineData("Mlx4.Sample stages --pipeline Hca", "HcaSetup\nHcaStart")]
    [InlineData("Mlx4.Sample completion ", "bash\nfish\npwsh\nzsh")]
    public void It_suggests(string line, string expected)
    {
        ProgramRun run = ProgramRun.Of($"[suggest:{line.Length}]", line);

        Assert.Equal(0, run.ExitCode);
        Assert.Subset(run.Lines.ToHashSet(), expected.Split('\n').ToHashSet());
        string word = line[(line.LastIndexOf(' ') + 1)..];
        Assert.All(run.Lines, suggestion => Assert.Contains(word, suggestion, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Bash_completes_by_the_script()
    {
        string program = Path.ChangeExtension(typeof(Program).Assembly.Location, null);
        const string Ask = """
            eval "$("$1" completion bash)"
            ask() {
                COMP_LINE=$1; COMP_POINT=${#1}; read -ra COMP_WORDS <<< "$1"
                case $1 in *' ') COMP_WORDS+=("") ;; esac
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
                _mlx4_sample
                echo "${COMPREPLY[*]}"
            }
            ask "$1 lo"
            ask "$1 stages --format "
            ask "$1 load --fail QueryAd"
            complete -p Mlx4.Sample
            """;
        ProcessStartInfo start = new("bash", ["-c", Ask, "bash", program]) { RedirectStandardOutput = true };
        using Process bash = Process.Start(start)!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();

        Assert.Equal("load\nhtml json mermaid svg table\nQueryAdapter\ncomplete -o default -F _mlx4_sample Mlx4.Sample\n", output);
    }
}
