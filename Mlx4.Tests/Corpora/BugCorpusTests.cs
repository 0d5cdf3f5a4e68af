using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Corpora;

public sealed partial class BugCorpusTests
{
    public static TheoryData<string> Names => [.. Bug.All.Select(bug => bug.File.Name)];

    public static TheoryData<string> NamesOfTheImpossible => [.. Bug.All.Where(bug => bug.Promise is not null).Select(bug => bug.File.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_rules_report_what_is_marked_and_nothing_else(string name)
    {
        CorpusFile file = Find(name).File;
        Compilation compilation = CorpusBuild.Compile(file);
        Assert.Equal("", string.Join('\n', CorpusBuild.CompilerReports(compilation)));

        ImmutableArray<Diagnostic> reports = await CorpusBuild.AnalyzerReports(compilation, CorpusBuild.Analyzers);
        Assert.Equal(
            string.Join('\n', file.Expected.OrderBy(report => report.Line).ThenBy(report => report.Id, StringComparer.Ordinal)),
            string.Join('\n', reports.OrderBy(report => report.Location.GetLineSpan().StartLinePosition.Line).ThenBy(report => report.Id, StringComparer.Ordinal).Select(report => $"{CorpusBuild.Place(report)} {report.Id}")));
        foreach (ExpectedReport expected in file.Expected)
        {
            Diagnostic report = reports.First(report => $"{CorpusBuild.Place(report)} {report.Id}" == expected.ToString());
            Assert.All(expected.Names, wanted => Assert.Contains(wanted, report.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfTheImpossible))]
    public void What_a_promise_makes_impossible_does_not_happen(string name)
    {
        Bug bug = Find(name);
        Assert.NotEmpty(bug.Runs);
        Device device = Device.Types(bug.File.Text)(HostPattern().Matches(bug.File.Text).Last().Groups[1].Value);
        foreach (BugRun run in bug.Runs)
        {
            string result = device.Plan(run.Plan).Try(run.Method);
            Assert.Equal((run.Log, run.Result), (device.TakeLog(), result));
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfTheImpossible))]
    public void The_test_of_the_promise_exists(string name)
    {
        string[] test = Find(name).Test!.Split('.');
        Type type = Assert.Single(typeof(BugCorpusTests).Assembly.GetTypes(), type => type.Name == test[0]);
        Assert.Contains(type.GetMethod(test[1])!.CustomAttributes, attribute => attribute.AttributeType == typeof(FactAttribute) || attribute.AttributeType == typeof(TheoryAttribute));
    }

    [Fact]
    public void Every_bug_is_there_and_has_one_verdict()
    {
        Assert.Equal(
            [.. Enumerable.Range(1, 40).Select(number => $"{number}"), .. Enumerable.Range(1, 28).Select(number => $"D{number}")],
            Bug.All.Select(bug => bug.Number));
        Assert.All(Bug.All, bug => Assert.Equal(1, (bug.Rules.Count > 0 ? 1 : 0) + (bug.Promise is null ? 0 : 1) + (bug.Missed is null ? 0 : 1)));
    }

    private static Bug Find(string name) => Bug.All.Single(bug => bug.File.Name == name);

    /// <summary>The type that is loaded is the last one that has a probe.</summary>
    [GeneratedRegex(@"partial class (\w+)[^{]*\{\s*public Probe Probe = null!;")]
    private static partial Regex HostPattern();
}
