namespace Mlx4.Sample.Pci;

/// <summary>A PCI Express link.</summary>
/// <param name="Generation">1: 2.5 GT/s, 2: 5 GT/s, 3: 8 GT/s a lane; 0 if unknown.</param>
/// <param name="Lanes">The number of lanes.</param>
internal readonly record struct PciLink(int Generation, int Lanes)
{
    /// <summary>Speed and width as Linux writes them: <c>8.0 GT/s x8</c>.</summary>
    public override string ToString()
    {
        string speed = Generation switch
        {
            1 => "2.5 GT/s",
            2 => "5.0 GT/s",
            3 => "8.0 GT/s",
            _ => "unknown speed",
        };
        return $"{speed} x{Lanes}";
    }
}
