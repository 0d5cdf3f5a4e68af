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

    /// <summary>SIGINT has ended it in order.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM has ended it in order.</summary>
    public const int Terminated = 143;

    /// <summary>All of them, for <c>--help</c>.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Success, "what was asked for was done, and nothing is left of it"),
        (Failure, "the load failed, something is left in a ledger, there are violations, or what was compared differs"),
        (Usage, "the command line asks for what there is not, or for a fault at a step that was never reached"),
        (Interrupted, "SIGINT (Ctrl-C): the device was unwound, or the matrix stopped after the faults under way"),
        (Terminated, "SIGTERM: the same"),
    ];
}
