using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Management;

/// <summary>
/// This vendor's attribute for the memory of the cable's module: 0x00 the module's address on its bus, 0x01 page, 0x02 address in the page,
/// 0x06 how many bytes, 0x10 the bytes. What is wrong with a request is in the upper byte of the status.
/// </summary>
internal static class CableInfoAttribute
{
    private const int MaxSize = 48;
    private const byte ModuleAddress = 0x50;
    private const byte LastPage = 15;
    private const ushort NoCable = 3 << 8;
    private const ushort BadPage = 5 << 8;
    private const ushort BadRange = 6 << 8;
    private const ushort BadModuleAddress = 7 << 8;

    public static ushort Write(Port port, Span<byte> data)
    {
        ReadOnlySpan<byte> request = data;
        int address = request.Get16(0x02);
        int size = request.Get16(0x06);
        ushort status = !port.HasCable ? NoCable
            : request[0x00] != ModuleAddress ? BadModuleAddress
            : request[0x01] > LastPage ? BadPage
            : size is 0 or > MaxSize || address + size > CableModule.Size ? BadRange
            : ManagementStatus.Ok;
        if (status == ManagementStatus.Ok)
        {
            Span<byte> bytes = data[0x10..];
            bytes.Clear();
            CableModule.Read(address, size).CopyTo(bytes);
        }
        return status;
    }
}
