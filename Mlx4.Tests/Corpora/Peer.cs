using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mlx4.Tests.Corpora;

/// <summary>Other analyzers for the same purpose, run on the corpora as they are, in their packages' default settings.</summary>
/// <param name="Name">The name of the package, with its version.</param>
/// <param name="Analyzers">The analyzers.</param>
/// <param name="Rules">The rules that are counted, all of the analyzers' if empty. They are switched on where they are off by default.</param>
internal sealed partial record Peer(string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers, ImmutableArray<string> Rules)
{
    /// <summary>The rules of the SDK for what is not disposed: locals and fields.</summary>
    public static Peer NetAnalyzers { get; } = Load("Microsoft.CodeAnalysis.NetAnalyzers", "NetAnalyzers", ["Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll"], ["CA2000", "CA2213"]);

    /// <summary>A package of rules for disposables alone.</summary>
    public static Peer IDisposableAnalyzers { get; } = Load("IDisposableAnalyzers", "IDisposableAnalyzers", ["IDisposableAnalyzers.dll"], []);

    /// <summary>What it says of a unit.</summary>
    public async Task<IReadOnlyList<Diagnostic>> Reports(CorpusFile file)
    {
        Compilation compilation = CorpusBuild.Compile(file);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(Rules.Select(rule => KeyValuePair.Create(rule, ReportDiagnostic.Warn))));
        ImmutableArray<Diagnostic> reports = await CorpusBuild.AnalyzerReports(compilation, Analyzers);
        return [.. reports.Where(report => report.Severity >= DiagnosticSeverity.Warning && file.Sources.ContainsKey(report.Location.SourceTree?.FilePath ?? ""))];
    }

    /// <summary>
    /// The reports by which it finds a bug: those on a line that is marked, or on any line that has a name of what the mark says is concerned. That is
    /// generous: what they say is not looked at.
    /// </summary>
    public async Task<IReadOnlyList<Diagnostic>> Catches(Bug bug)
    {
        string[] lines = bug.File.Text.Split('\n');
        bool IsConcerned(int line) => bug.File.Expected.Any(mark =>
            line == mark.Line - 1 || mark.Names.Any(name => Regex.IsMatch(lines[line], $@"(?<!\w){Regex.Escape(name)}(?!\w)")));
        return [.. (await Reports(bug.File)).Where(report => IsConcerned(report.Location.GetLineSpan().StartLinePosition.Line))];
    }

    private static Peer Load(string package, string folder, string[] files, ImmutableArray<string> rules)
    {
        Assembly[] assemblies = [.. files.Select(file => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "peers", folder, file)))];
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. assemblies.SelectMany(Types)
                .Where(type => !type.IsAbstract && type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
                .OrderBy(type => type.FullName, StringComparer.Ordinal)
                .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
                .Where(analyzer => rules.IsEmpty || analyzer.SupportedDiagnostics.Any(descriptor => rules.Contains(descriptor.Id))),
        ];
        string version = assemblies[0].GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new Peer($"{package} {VersionPattern().Match(version)}", analyzers, rules);
    }

    /// <summary>The types of an assembly, but for its code fixes, which need an editor's libraries.</summary>
    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>();
        }
    }

    [GeneratedRegex(@"^[0-9]+\.[0-9]+\.[0-9]+")]
    private static partial Regex VersionPattern();
}
