namespace Mlx4.Testing;

/// <summary>Something that a run has shown and that must not be.</summary>
public sealed class FaultViolation
{
    internal FaultViolation(string fault, string problem, string details, string remedy)
    {
        Fault = fault;
        Problem = problem;
        Details = details;
        Remedy = remedy;
    }

    /// <summary>The run: which stage, and what was made to go wrong there.</summary>
    public string Fault { get; }

    /// <summary>What is wrong, in a line.</summary>
    public string Problem { get; }

    /// <summary>What should have happened beside what did, with the first difference marked; or what was left behind.</summary>
    public string Details { get; }

    /// <summary>The way out.</summary>
    public string Remedy { get; }

    /// <summary>All of it.</summary>
    public override string ToString() => $"{Fault}: {Problem}\n{Details}  {Remedy}\n";
}
