namespace Mlx4.Sample.Matrix;

/// <summary>
/// What was recorded of Linux's driver, and of this one with the same faults. The recorded calls are no part of the program; a test counts them.
/// </summary>
/// <param name="Name">Who.</param>
/// <param name="Faults">How many faults there were.</param>
/// <param name="Leaks">After how many something was held for good.</param>
/// <param name="DoubleReleases">After how many something was given back twice.</param>
/// <param name="FalseSuccesses">After how many the load said that it had succeeded, with everything undone.</param>
/// <param name="Endless">How many ended in a crash or never.</param>
internal sealed record LinuxRecord(string Name, int Faults, int Leaks, int DoubleReleases, int FalseSuccesses, int Endless)
{
    public static LinuxRecord Linux { get; } = new("Linux 6.1, recorded in four scenarios", 428, 56, 3, 0, 1);

    public static LinuxRecord SameFaults { get; } = new("this driver, those of the same faults that it can meet", 352, 0, 0, 0, 0);
}
