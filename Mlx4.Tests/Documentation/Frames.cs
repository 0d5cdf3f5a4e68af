using Microsoft.CodeAnalysis;

namespace Mlx4.Tests.Documentation;

/// <summary>
/// What stands around the fragments of a page, which the page leaves out: the members that they use, and the type or the method that they are part of.
/// A fragment has to compile in one of the frames of its page.
/// </summary>
internal static class Frames
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;
        using Mlx4.Diagrams;
        using Mlx4.Hosting;
        using Mlx4.Runtime;
        using Mlx4.Telemetry;
        using Mlx4.Testing;

        """;

    /// <summary>The sources of which a fragment becomes a part, each with what makes them compile.</summary>
    /// <param name="page">The page.</param>
    /// <param name="fragment">The fragment.</param>
    public static IEnumerable<(string Source, OutputKind Kind)> Around(string page, string fragment)
    {
        string rest = Rest(page);
        yield return ($"{Usings}public sealed partial class Nic\n{{\n{fragment}\n}}\n{rest}", OutputKind.DynamicallyLinkedLibrary);
        yield return ($"{Usings}public sealed partial class Nic\n{{\nprivate Errno Run(Nic nic, PciFunction pdev)\n{{\n{fragment}\nreturn Errno.Ok;\n}}\n}}\n{rest}", OutputKind.DynamicallyLinkedLibrary);
        yield return ($"{Usings}{fragment}\n{rest}", OutputKind.ConsoleApplication);
    }

    private static string Rest(string page) => page switch
    {
        "docs/diagrams.md" => Device + Drawn,
        "docs/hosting.md" or "docs/observability.md" => Services,
        "docs/testing.md" => UserTests,
        _ => Device,
    };

    /// <summary>A device with a ladder of two stages, and what its stages call.</summary>
    private const string Device = """
        public sealed partial class Nic
        {
            private readonly Card _card = new();
            private readonly Hca _hca = new();
            private readonly Port[] _ports = { };
            private Ring? _ring;

            [InitStage(10, Cleanup = nameof(ReleaseOwnership))]
            private Errno TakeOwnership() => 0;
            private void ReleaseOwnership() { }

            [InitStage(20, Cleanup = nameof(DisableSriov))]
            private Errno EnableSriov(PciFunction pdev) => 0;
            private void DisableSriov(PciFunction pdev) { }
        }

        public sealed class PciFunction { }
        public sealed class Ring { }
        public sealed class Port { public Errno Open() => 0; }
        public sealed class Hca { public Errno Start() => 0; }
        public sealed class Card { public Ring? AllocRing(int pages) => null; public void FreeRing(Ring? ring) { } public Errno Start(Ring ring) => 0; }
        """;

    /// <summary>Pipelines that are drawn beside that one.</summary>
    private const string Drawn = """

        public sealed partial class Ports { [InitStage(10, NoCleanup = "a check")] private Errno SensePorts() => 0; }
        public sealed partial class Device { [InitStage(10)] private readonly Ports _ports = new(); }
        """;

    /// <summary>The services of a host, one with a pipeline, and what OpenTelemetry's package for hosts adds to them.</summary>
    private const string Services = """
        public abstract class Startup { protected static readonly IServiceCollection services = new ServiceCollection(); }
        public sealed partial class Nic : Startup { }
        public sealed class PciFunction { }

        public sealed partial class Server
        {
            [InitStage(10, NoCleanup = "a check")]
            private ValueTask<Errno> ConnectAsync() => default;
        }

        public sealed class TracerBuilder { public TracerBuilder AddSource(string name) => this; }
        public sealed class MeterBuilder { public MeterBuilder AddMeter(string name) => this; }
        public sealed class TelemetryBuilder
        {
            public TelemetryBuilder WithTracing(Action<TracerBuilder> configure) => this;
            public TelemetryBuilder WithMetrics(Action<MeterBuilder> configure) => this;
        }
        public static class TelemetryServices { public static TelemetryBuilder AddOpenTelemetry(this IServiceCollection services) => new(); }
        """;

    /// <summary>A pipeline under test, and what other test frameworks, and Verify, have: this repository does without them.</summary>
    private const string UserTests = """
        public abstract class Frame
        {
            protected static readonly PipelineFaults<Plant> Faults =
                PipelineFaults.Of(Plant.LoadOneStages, probe => new Plant { Faults = probe }, plant => plant.LoadOne(), plant => plant.UnloadOne());
            protected static readonly Microsoft.CodeAnalysis.MetadataReference[] references = { };
        }

        public sealed partial class Nic : Frame { }

        public sealed partial class Plant
        {
            public FaultProbe? Faults { get; set; }

            [InitStage(10, NoCleanup = "a check")]
            private Errno StartPump() => 0;
        }

        public sealed class PciFunction { }
        public sealed class TestCaseSourceAttribute : Attribute { public TestCaseSourceAttribute(string name) { } }
        public sealed class TestMethodAttribute : Attribute { }
        public sealed class DynamicDataAttribute : Attribute { public DynamicDataAttribute(string name) { } }
        public static class Verifier { public static Task Verify(string text) => Task.CompletedTask; }
        """;
}
