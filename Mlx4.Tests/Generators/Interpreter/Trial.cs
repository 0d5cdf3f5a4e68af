namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>A type and what is done with an object of it.</summary>
internal sealed record Trial(Host Host, Plan Plan)
{
    /// <summary>Compiles the type and compares. Nothing is waited for where a test framework would have it.</summary>
    public Comparison Compare()
    {
        using CompiledHosts compiled = new([Host]);
        return Task.Run(async () => await Compare(compiled, 0)).GetAwaiter().GetResult();
    }

    /// <summary>Compares what the interpreter predicts with what the generated code does.</summary>
    /// <param name="compiled">What was compiled.</param>
    /// <param name="index">The type's place in it.</param>
    public async Task<Comparison> Compare(CompiledHosts compiled, int index) => new(
        this,
        compiled.Complaint,
        Plan.Predict(Host).Log,
        compiled.Complaint is null ? (await Plan.Run(probe => compiled.Make(index, probe))).Log : []);

    /// <summary>Checks what the interpreter predicts, written out by hand, and that the generated code does it.</summary>
    public void AssertLogs(string log)
    {
        Comparison comparison = Compare();
        Assert.Equal(log, string.Join('\n', comparison.Predicted));
        Assert.True(comparison.Agrees, comparison.ToString());
    }
}
