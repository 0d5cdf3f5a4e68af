// 34. net: mana: the index of an auxiliary device is read after the device has been freed
// Source: c4ea7d8907cf (CVE-2026-43056), add_adev in drivers/net/ethernet/microsoft/mana/mana_en.c
// Class: E
//
// When the device cannot be added it is taken down, and that frees it. The next label gives the index back, and reads it out of the
// freed device.

using System;
using System.Collections.Generic;
using Mlx4.Runtime;

internal sealed class RdmaDevice(int id) : IDisposable
{
    private int _id = id;
    public int Id => _id;
    public Errno Add(string bus) => bus.Length == 0 ? Errno.ENODEV : Errno.Ok;
    public void Delete() => _id = -1;
    public void Dispose() => _id = -1;
}

internal sealed class DeviceIndexes
{
    private readonly SortedSet<int> _used = [];

    public int Alloc()
    {
        int index = 0;
        while (!_used.Add(index))
        {
            index++;
        }

        return index;
    }

    public void Free(int index) => _used.Remove(index);
}

internal sealed partial class ManaRdma(DeviceIndexes indexes)
{
    private RdmaDevice? _device;

    [InitStage(10, Cleanup = nameof(RemoveDevice))]
    private Errno AddDevice(string bus)
    {
        RdmaDevice device = new(indexes.Alloc());
        Errno err = device.Add(bus);
        if (err != Errno.Ok)
        {
            device.Dispose();
            indexes.Free(device.Id); // MLX4024 'device'
            return err;
        }

        _device = device;
        return Errno.Ok;
    }

    private void RemoveDevice()
    {
        RdmaDevice device = _device!;
        _device = null;
        int id = device.Id;
        device.Delete();
        device.Dispose();
        indexes.Free(id);
    }
}
