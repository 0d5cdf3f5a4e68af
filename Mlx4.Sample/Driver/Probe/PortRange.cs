namespace Mlx4.Sample.Driver.Probe;

/// <summary>The ports of the card that a function has. They are in a row, and the function's own numbers of them begin at 1.</summary>
/// <param name="First">The first one's number on the card.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct PortRange(int First, int Count)
{
    /// <summary>No ports.</summary>
    public static PortRange None { get; } = new(1, 0);

    /// <summary>Whether a port of the card is among them.</summary>
    public bool Contains(int port) => port >= First && port - First < Count;
}
