using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Mlx4.Sample.Commands;

namespace Mlx4.Tests.Documentation;

/// <summary>What the pages say to type, the program understands.</summary>
public sealed partial class DocumentedCommandTests
{
    /// <summary>The page and the arguments of every <c>dotnet run</c> of the sample, in blocks and in the text.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string page in Pages.All)
            {
                foreach (string arguments in Command().Matches(Pages.Text(page)).Select(match => match.Groups[1].Value.Trim()).Distinct())
                {
                    rows.Add(page, arguments);
                }
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_a_command_line_without_an_error(string page, string arguments)
    {
        ParseResult line = CommandLine.Create(TextWriter.Null, TextWriter.Null).Parse([.. CommandLineParser.SplitCommandLine(arguments)]);

        Assert.True(line.Errors.Count == 0, $"{page}: {arguments}: {string.Join('\n', line.Errors)}");
    }

    /// <summary>A command ends with its line, the code that it stands in, or where the shell reads on.</summary>
    [GeneratedRegex("dotnet run(?: -c [A-Za-z]+)? --project Mlx4\\.Sample(?![.\\w])(?: -- ([^`\n|>&#]*))?")]
    private static partial Regex Command();
}
