using System.CommandLine;
using Mlx4.Sample.Hca;

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

    public static Option<int> VirtualFunctions(string description)
    {
        int most = new ConnectX3Options().VirtualFunctions;
        Option<int> functions = new("--vfs")
        {
            Description = description,
            HelpName = "N",
        };
        functions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0 || result.GetValueOrDefault<int>() > most)
            {
                result.AddError($"--vfs is 0 to {most}: the card has no more virtual functions.");
            }
        });
        return functions;
    }

    /// <summary>A card as <c>serve</c> offers it: with as many virtual functions as there are sockets, or as many as it can have.</summary>
    public static ConnectX3Options Served(int ports, bool msiX, int virtualFunctions)
    {
        ConnectX3Options card = new() { Ports = ports, MsiX = msiX };
        return virtualFunctions == 0 ? card : card with { VirtualFunctions = virtualFunctions };
    }
}
