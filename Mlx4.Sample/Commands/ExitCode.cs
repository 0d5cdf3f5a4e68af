namespace Mlx4.Sample.Commands;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>It came up and went down again, and nothing is left.</summary>
    public const int Success = 0;

    /// <summary>The load failed, something is left in the ledger, or what was compared differs.</summary>
    public const int Failure = 1;

    /// <summary>The command line asks for something that there is not, or that was never reached.</summary>
    public const int Usage = 2;
}
