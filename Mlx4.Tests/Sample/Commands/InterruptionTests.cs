using System.Runtime.Versioning;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>Signals end a load and a matrix in order.</summary>
[SupportedOSPlatform("linux")]
public sealed class InterruptionTests
{
    [Theory]
    [InlineData(SampleProcess.Interrupt, 130)]
    [InlineData(SampleProcess.Terminate, 143)]
    public void A_load_that_is_interrupted_is_unwound(int signal, int exitCode)
    {
        using SampleProcess process = new("load", "--real-time", "--json");
        process.WaitFor("\"event\":\"completed\",\"pipeline\":\"Reset\",\"depth\":2,\"order\":30");
        process.Send(signal);
        ProgramRun run = process.End();

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("\"error\":\"ERESTARTSYS\"", run.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("\"ledger\":\"empty\"", run.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("no further stage is loaded, and what was done is undone.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Lines, line => line.Contains("\"stage\":\"InitHca\"", StringComparison.Ordinal));
        Unwinding.AssertExact(run.Lines);
    }

    [Fact]
    public void A_restart_that_is_interrupted_leaves_nothing_either()
    {
        using SampleProcess process = new("load", "--real-time", "--restart", "--depth", "7");
        process.WaitFor("It is loaded again.");
        process.Send(SampleProcess.Interrupt);
        ProgramRun run = process.End();

        Assert.Equal(130, run.ExitCode);
        Assert.Equal(["ret -512", "ledger: empty"], run.Lines.TakeLast(2));
    }

    [Fact]
    public void A_matrix_that_is_interrupted_tells_what_it_has()
    {
        using SampleProcess process = new("matrix", "--scenario", "load --low-memory", "--jobs", "1", "--json");
        process.WaitForError(" 10 %: ");
        process.Send(SampleProcess.Interrupt);
        ProgramRun run = process.End();

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("\"stopped\": true", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"violations\": []", run.Output, StringComparison.Ordinal);
    }
}
