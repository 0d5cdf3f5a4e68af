using System.Globalization;
using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Linux;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>The calls that Linux's driver would make, one a line. The trace itself writes them.</summary>
internal sealed class LinuxView(TextWriter output, LinuxTrace trace) : ILoadView
{
    public void Begin(LoadSettings settings)
    {
    }

    public void BeginTakeDown() => trace.Enter("mlx4_unload_one");

    public void BeginBringUp() => trace.Enter("mlx4_load_one");

    public void Show(in LoadStep step)
    {
    }

    public void Warn(TimeSpan time, StageScope pipeline, string warning)
    {
    }

    public void Tell(TimeSpan time, string line)
    {
    }

    public void ShowDevice(Mlx4Device device, Ledger ledger)
    {
    }

    public void BeginUnload()
    {
        trace.Flush();
        output.WriteLine("unload");
    }

    public void End(InitResult<Errno> result, bool isClean, string ledger)
    {
        trace.Flush();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ret {-(int)result.Error}"));
        output.WriteLine($"ledger: {ledger}");
    }
}
