using System.Globalization;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Linux;

/// <summary>What the arguments of Linux's calls are taken from: the device as it is while a call is made.</summary>
/// <param name="device">The device.</param>
internal sealed class LinuxState(Func<Mlx4Device> device)
{
    private readonly Stack<int> _items = [];

    /// <summary>The device.</summary>
    public Mlx4Device Device => device();

    /// <summary>What the function is, as <c>mlx4_cmd_init</c> tells them apart.</summary>
    public string Role => Device.Mode switch
    {
        FunctionMode.Master => "master",
        FunctionMode.Slave => "slave",
        _ => "pf",
    };

    /// <summary>The interrupts in use.</summary>
    public string Interrupts => Device.UsesMsiX ? "msix" : "intx";

    /// <summary>The number of completion vectors.</summary>
    public int CompletionVectors => Device.EventQueues.Count - 1;

    /// <summary>The place of the item that the innermost loop is at.</summary>
    public int Item => _items.Peek();

    /// <summary>The number of the port that the innermost loop is at.</summary>
    public int Port => Item + 1;

    /// <summary>The protocol of that port.</summary>
    public string PortType => Device.Capabilities.Ports[Item].Type == Driver.Capabilities.PortType.Ethernet ? "eth" : "ib";

    /// <summary>How many P_Keys that port is told to have; -1 if it keeps what it has.</summary>
    public int Pkeys => Device.Mode == FunctionMode.Master ? Device.Capabilities.Ports[Item].Pkeys : -1;

    /// <summary>The counter of that port.</summary>
    public int Counter => Device.Counters[Item];

    /// <summary>Whether that port has a counter of its own. The last one, the sink, is everybody's; a negative one is none.</summary>
    public bool HasCounter => Counter >= 0 && Counter != Device.Capabilities.Limits.MaxCounters - 1;

    /// <summary>A loop has come to an item.</summary>
    public void Enter(int item) => _items.Push(item);

    /// <summary>A loop has left an item.</summary>
    public void Leave() => _items.Pop();

    /// <summary>Text that is the same in every culture.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
