using System.CommandLine;
using Mlx4.Benchmarks.Analyzers;

Option<bool> quick = new("--quick") { Description = "Fewer sizes and rounds: shows that it works, the figures say little." };
Command analyzers = new("analyzers", "The time of all analyzers, beside CA2000 with CA2213 and IDisposableAnalyzers on the same sources.") { quick };
analyzers.SetAction((parsed, cancellation) => AnalyzerBenchmark.RunAsync(parsed.GetValue(quick), Console.Out, cancellation));

RootCommand root = new("Measures Mlx4 beside its peers, as ratios within one run.") { analyzers };
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
