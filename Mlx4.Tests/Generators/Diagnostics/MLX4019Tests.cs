using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Mlx4.Generators.Analysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4019: nobody takes the result of a load.</summary>
public class MLX4019Tests
{
    private const string Stages = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        [InitPipeline("Start")]
        public partial class Nic
        {
            [InitStage(10, NoCleanup = "-")] private Errno MapIcm() => Errno.Ok;
            [InitStage(10, NoCleanup = "-", Pipeline = "Start")] private Errno StartHca() => Errno.Ok;
            [InitStage(10, NoCleanup = "-", Pipeline = "LoadPlain")] private void Reset() { }
            [InitStage(10, NoCleanup = "-", Pipeline = "LoadFirmware")] private Task<Errno> MapFa() => Task.FromResult(Errno.Ok);
            [InitStage(10, NoCleanup = "-", Pipeline = "LoadSlowly")] private Task Wait() => Task.CompletedTask;
            [InitStage(10, NoCleanup = "-", Pipeline = "LoadNumber")] private int Count() => 0;
        }
        """;

    private static string Caller(string body, string signature = "internal static void Run(Nic nic, Nic? other)") => $$"""
        using System;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        internal static class Caller
        {
            {{signature}}
            {
                {{body}}
            }
        }
        """;

    private const string Async = "internal static async Task Run(Nic nic, Nic? other)";

    private static string Ignored(string load) =>
        $"Nobody looks at the result of '{load}', so a load that has failed goes unnoticed: test it, call ThrowIfFailed(), or assign it to _ if it does not matter";

    private static string NotAwaited(string load, string more = " and look at its result") =>
        $"Nobody awaits '{load}', so nobody knows when it is done or whether it has failed: await it{more}";

    [Theory]
    [InlineData("LoadOne", "[|nic.LoadOne()|];")]
    [InlineData("Start", "[|nic.Start()|];")]
    [InlineData("LoadNumber", "[|nic.LoadNumber()|];")]
    [InlineData("LoadOne", "[|other?.LoadOne()|];")]
    [InlineData("LoadOne", "Action load = () => [|nic.LoadOne()|]; load();")]
    [InlineData("LoadOne", "for (int i = 0; i < 2; [|nic.LoadOne()|]) { i++; }")]
    [InlineData("LoadOne", "Load(); void Load() => [|nic.LoadOne()|];")]
    [InlineData("LoadOne", "try { [|new Nic().LoadOne()|]; } finally { nic.UnloadOne(); }")]
    [InlineData("LoadFirmwareAsync", "[|nic.LoadFirmwareAsync()|].GetAwaiter().GetResult();")]
    [InlineData("LoadFirmwareAsync", "[|nic.LoadFirmwareAsync()|].AsTask().Wait();")]
    public Task A_result_is_thrown_away(string load, string body) => Build.Reports("MLX4019", Ignored(load), Caller(body), Stages);

    [Theory]
    [InlineData("await [|nic.LoadFirmwareAsync()|];")]
    [InlineData("await [|nic.LoadFirmwareAsync()|].ConfigureAwait(false);")]
    [InlineData("await [|nic.LoadFirmwareAsync()|].AsTask().ConfigureAwait(false);")]
    public Task The_result_of_an_asynchronous_load_is_thrown_away(string body) => Build.Reports("MLX4019", Ignored("LoadFirmwareAsync"), Caller(body, Async), Stages);

    [Theory]
    [InlineData("[|nic.LoadFirmwareAsync()|];")]
    [InlineData("[|nic.LoadFirmwareAsync()|].AsTask();")]
    [InlineData("[|other?.LoadFirmwareAsync()|];")]
    [InlineData("[|nic.LoadFirmwareAsync()|].ConfigureAwait(false);")]
    public Task Nobody_awaits_a_load(string body) => Build.Reports("MLX4019", NotAwaited("LoadFirmwareAsync"), Caller(body), Stages);

    [Fact]
    public Task Nobody_awaits_a_load_that_gives_nothing() => Build.Reports("MLX4019", NotAwaited("LoadSlowlyAsync", ""), Caller("[|nic.LoadSlowlyAsync()|];"), Stages);

    [Theory]
    [InlineData("_ = nic.LoadOne();")]
    [InlineData("_ = nic.LoadFirmwareAsync();")]
    [InlineData("_ = other?.LoadOne();")]
    [InlineData("InitResult<Errno> result = nic.LoadOne(); if (result.Failed) { return; }")]
    [InlineData("nic.LoadOne().ThrowIfFailed();")]
    [InlineData("if (nic.LoadOne().Failed) { return; }")]
    [InlineData("Console.WriteLine(nic.LoadOne());")]
    [InlineData("Console.WriteLine($\"{nic.LoadOne()}\");")]
    [InlineData("Func<InitResult<Errno>> load = () => nic.LoadOne(); load();")]
    [InlineData("Func<InitResult<Errno>> load = nic.LoadOne; load();")]
    [InlineData("nic.LoadPlain();")]
    [InlineData("nic.UnloadOne(); nic.UnloadStart();")]
    [InlineData("ValueTask<InitResult<Errno>> load = nic.LoadFirmwareAsync(); load.AsTask().Wait();")]
    [InlineData("nic.LoadFirmwareAsync().GetAwaiter().GetResult().ThrowIfFailed();")]
    [InlineData("nic.LoadSlowlyAsync().GetAwaiter().GetResult();")]
    [InlineData("Nic.LoadOneStages.ToString();")]
    public Task Somebody_takes_it(string body) => Build.IsSilent("MLX4019", Caller(body), Stages);

    [Theory]
    [InlineData("_ = await nic.LoadFirmwareAsync();")]
    [InlineData("(await nic.LoadFirmwareAsync()).ThrowIfFailed();")]
    [InlineData("await nic.LoadSlowlyAsync();")]
    [InlineData("await nic.UnloadFirmwareAsync();")]
    [InlineData("await Task.WhenAll(nic.LoadFirmwareAsync().AsTask(), nic.LoadSlowlyAsync().AsTask());")]
    public Task Somebody_awaits_it(string body) => Build.IsSilent("MLX4019", Caller(body, Async), Stages);

    [Fact]
    public Task A_load_that_the_user_declares() => Build.Reports("MLX4019", Ignored("LoadOne"), """
        using Mlx4.Runtime;
        public partial class Nic
        {
            [InitStage(10, NoCleanup = "-")] private Errno MapIcm() => Errno.Ok;
            public partial InitResult<Errno> LoadOne();
            public void Open() => [|LoadOne()|];
        }
        """);

    [Fact]
    public Task In_a_derived_and_a_generic_type() => Build.Reports(
        "MLX4019",
        ["""
        using Mlx4.Runtime;
        public partial class Nic<T>
        {
            [InitStage(10, NoCleanup = "-")] private Errno MapIcm() => Errno.Ok;
        }
        public class Dual : Nic<int>
        {
            public void Open() { [|base.LoadOne()|]; [|LoadOne()|]; }
        }
        """],
        [Ignored("LoadOne"), Ignored("LoadOne")]);

    [Fact]
    public Task A_method_that_is_only_called_so() => Build.IsSilent("MLX4019", Stages, """
        using System.Threading.Tasks;
        using Mlx4.Runtime;
        public class Hand
        {
            public InitResult<Errno> LoadOne() => default;
            public ValueTask<InitResult<Errno>> LoadOneAsync() => default;
            public static int LoadOneStages => 0;
            public void Open() { LoadOne(); LoadOneAsync(); }
        }
        """);

    [Fact]
    public async Task A_load_of_another_assembly()
    {
        Compilation library = GeneratorRun.Of(Compilations.Create([Stages]).WithAssemblyName("Library")).Output;
        using MemoryStream image = new();
        Assert.True(library.Emit(image).Success);
        CSharpCompilation program = Compilations.Create(
            [Caller("nic.LoadOne(); nic.LoadFirmwareAsync(); nic.LoadPlain(); _ = nic.Start();")],
            references: Compilations.References.Append(MetadataReference.CreateFromImage(image.ToArray())));
        Assert.Equal(
            [
                $"Test0.cs(9,9) MLX4019 on 'nic.LoadOne()': {Ignored("LoadOne")}",
                $"Test0.cs(9,24) MLX4019 on 'nic.LoadFirmwareAsync()': {NotAwaited("LoadFirmwareAsync")}",
            ],
            (await Build.DiagnosticsOf(program)).Select(Build.Describe));
    }

    [Fact]
    public async Task Without_the_runtime_library_nothing_is_looked_at()
    {
        CSharpCompilation compilation = Compilations.Create(
            ["internal static class Caller { internal static void Run() { System.Console.Beep(); } }"],
            references: Compilations.References.Where(reference => !reference.Display!.EndsWith("Mlx4.Runtime.dll", StringComparison.Ordinal)));
        Assert.Null(compilation.GetTypeByMetadataName("Mlx4.Runtime.InitStageAttribute"));
        LoadResultAnalyzer analyzer = new();
        AnalysisResult result = await compilation.WithAnalyzers([analyzer]).GetAnalysisResultAsync(default);
        Assert.Equal(0, result.AnalyzerTelemetryInfo[analyzer].OperationActionsCount);
    }
}
