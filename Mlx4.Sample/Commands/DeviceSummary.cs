using System.Globalization;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>What came up, in words.</summary>
internal static class DeviceSummary
{
    /// <summary>The facts of a loaded device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="ledger">The card's ledger.</param>
    public static IEnumerable<(string Name, string Value)> Rows(Mlx4Device device, Ledger ledger)
    {
        DeviceCapabilities capabilities = device.Capabilities;
        yield return ("board", capabilities.BoardId);
        yield return ("firmware", Text($"{device.Firmware.Version}, command interface revision {device.Firmware.CommandInterfaceRevision}, {device.Firmware.MaxCommands} commands at a time"));
        foreach (PortCapabilities port in capabilities.Ports)
        {
            yield return (Text($"port {port.Number}"), Describe(port));
        }
        yield return ("resources", Text($"{capabilities.Qps} QPs, {capabilities.Cqs} CQs, {capabilities.Srqs} SRQs, {capabilities.Mpts} MPTs, {capabilities.Mgms} multicast groups"));
        yield return ("capabilities", Text($"steering {capabilities.SteeringMode}, EQE {capabilities.EqeSize} bytes, CQE {capabilities.CqeSize} bytes, clock {capabilities.CoreClock} MHz"));
        yield return ("interrupts", Text($"{(device.UsesMsiX ? "MSI-X" : "INTx")}, {device.EventQueues.Count} event queues, {device.Events} events so far"));
        yield return ("ICM", Text($"{device.Icm.MappedPages} pages mapped ({Mebibytes(device.Icm.MappedPages)}) and {device.Icm.AuxPages} auxiliary pages"));
        yield return ("ledger", string.Join(", ", ledger.Entries.GroupBy(entry => entry.Resource).Select(kind => Text($"{kind.Count()} x {kind.Key}"))));
    }

    private static string Describe(PortCapabilities port)
    {
        string mac = string.Join(':', port.Mac.GetAddressBytes().Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
        return Text($"{port.Type}, link {(port.LinkUp ? "up" : "down")}, {mac}, {(port.Supported == PortType.Auto ? "either type" : "this type only")}");
    }

    private static string Mebibytes(long pages) => Text($"{pages * IcmPages.PageSize / (double)(1 << 20):0.0} MiB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
