using System.CommandLine;

namespace Mlx4.Sample.Commands;

/// <summary>The options that say which card it is.</summary>
internal static class CardOptions
{
    public static Option<int> Ports()
    {
        Option<int> ports = new("--ports") { Description = "The number of ports of the card: 1 or 2.", DefaultValueFactory = _ => 2 };
        ports.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (1 or 2))
            {
                result.AddError("--ports is 1 or 2: a ConnectX-3 has no other number of ports.");
            }
        });
        return ports;
    }

    public static Option<bool> NoMsiX() => new("--no-msix") { Description = "A card without MSI-X: the driver uses the interrupt pin." };
}
