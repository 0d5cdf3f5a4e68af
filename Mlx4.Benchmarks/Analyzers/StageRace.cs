using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Analyzers;

/// <summary>Lets contenders look at one type in turns.</summary>
/// <param name="stages">How many stages it has.</param>
/// <param name="quick">Whether a few turns are enough.</param>
internal sealed class StageRace(int stages, bool quick)
{
    // From these sizes on a turn takes a second, or many.
    private const int Slow = 1000;
    private const int VerySlow = 5000;

    /// <summary>As many rounds as it takes until the runtime has compiled for good what is called often; the larger sizes find it done.</summary>
    private int WarmUpRounds => quick ? 1 : stages < Slow ? 5 : 1;

    private int Rounds => quick ? 2 : stages < Slow ? 15 : stages < VerySlow ? 7 : 3;

    public async Task<Standings> RunAsync(CancellationToken cancellation)
    {
        Contender[] contenders = [.. Contender.All.Where(contender => contender.MostStages >= stages)];
        Progress.Say($"{stages:#,0} stages: compiling");
        Compilation compilation = Compile();
        Standings standings = new(contenders);
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            Progress.Say($"{stages:#,0} stages: {(round < 0 ? "warming up" : $"round {round + 1} of {Rounds}")}");
            for (int i = 0; i < contenders.Length; i++)
            {
                // Each round begins with another one.
                Contender contender = contenders[(round + WarmUpRounds + i) % contenders.Length];
                Turn turn = await TurnAsync(contender, compilation, cancellation).ConfigureAwait(false);
                if (round >= 0)
                {
                    standings.Add(contender, turn);
                }
            }
            if (round < 0 && !quick)
            {
                Quiet.Wait();
            }
        }
        return standings;
    }

    private Compilation Compile()
    {
        Compilation output = Sources.WithGenerated(Sources.Compile(StageSource.Of(stages)));
        if (stages <= Slow)
        {
            // There is nothing else in the larger ones, and the compiler takes a minute to say so.
            Sources.ThrowOnError(output.GetDiagnostics());
        }
        return output;
    }

    private static async Task<Turn> TurnAsync(Contender contender, Compilation compilation, CancellationToken cancellation)
    {
        ImmutableDictionary<string, ReportDiagnostic> rules = contender.Analyzers
            .SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .Select(rule => rule.Id).Distinct()
            .ToImmutableDictionary(id => id, id => contender.Rules.Contains(id) ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress);
        // A clone, of which nothing is bound.
        CompilationWithAnalyzers asked = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(rules)).WithAnalyzers(
            contender.Analyzers,
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));
        Collect();
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        ImmutableArray<Diagnostic> diagnostics = await asked.GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        TimeSpan whole = Environment.CpuUsage.TotalTime - begin;
        TimeSpan own = TimeSpan.Zero;
        foreach (DiagnosticAnalyzer analyzer in contender.Analyzers)
        {
            own += (await asked.GetAnalyzerTelemetryInfoAsync(analyzer, cancellation).ConfigureAwait(false)).ExecutionTime;
        }
        return new Turn(whole.TotalMilliseconds, own.TotalMilliseconds, diagnostics.Length);
    }

    /// <summary>What the turn before has left behind is not to be collected in this one.</summary>
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
