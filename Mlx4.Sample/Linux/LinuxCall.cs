namespace Mlx4.Sample.Linux;

/// <summary>A call of the C driver.</summary>
/// <param name="Function">The function.</param>
/// <param name="FixedArgument">What tells its calls apart, if that is the same on every device.</param>
/// <param name="ArgumentOf">What tells its calls apart, if that is the device's.</param>
internal sealed record LinuxCall(string Function, string FixedArgument = "", Func<LinuxState, string>? ArgumentOf = null)
{
    /// <summary>The function by which a slave talks to its master.</summary>
    public const string CommCommand = "mlx4_comm_cmd";

    /// <summary>Its argument that ends what the master knows of the slave.</summary>
    public const string CommReset = "RESET";

    /// <summary>What it returns then if the master has to clean up first (MLX4_DELAY_RESET_SLAVE).</summary>
    public const string DelayedReset = "196852667";

    /// <summary>Whether the call is made at all.</summary>
    public Func<LinuxState, bool>? Only { get; init; }

    /// <summary>Whether the function returns a pointer, which is NULL on failure.</summary>
    public bool ReturnsPointer { get; init; }

    /// <summary>The call as it is written: <c>fn(arg)</c>.</summary>
    public string In(LinuxState state) => $"{Function}({ArgumentOf?.Invoke(state) ?? FixedArgument})";
}
