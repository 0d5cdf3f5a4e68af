using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.VfioUser;

/// <summary>The interrupts of a function and what the client does with them (DEVICE_SET_IRQS).</summary>
internal sealed class InterruptControl : IDisposable
{
    /// <summary>The length of a DEVICE_SET_IRQS without its data.</summary>
    public const int RequestSize = 20;

    // The flags: the kind of the data, then what to do. One of each.
    private const uint NoData = 1 << 0;
    private const uint Booleans = 1 << 1;
    private const uint EventFileDescriptors = 1 << 2;
    private const uint Mask = 1 << 3;
    private const uint Unmask = 1 << 4;
    private const uint Trigger = 1 << 5;
    private const uint DataKinds = NoData | Booleans | EventFileDescriptors;

    /// <summary>The interrupt's flag that it can be masked.</summary>
    private const uint Maskable = 1 << 1;

    private readonly IPciFunction _function;
    private readonly InterruptLine _line;
    private readonly EventFds _msiX;
    private readonly MsiXTranslation _translation;

    public InterruptControl(IPciFunction function)
    {
        _function = function;
        _line = new InterruptLine(function);
        _msiX = new EventFds(function.Interrupts(PciInterrupt.MsiX).Count);
        _translation = new MsiXTranslation(function);
    }

    /// <summary>Passes an interrupt on to the client.</summary>
    /// <returns>Whether the client hears of it now.</returns>
    public bool Signal(int kind, int vector) =>
        (uint)vector < _function.Vectors((uint)kind) && (kind == PciInterrupt.IntX ? _line.Signal() : _msiX.Signal((uint)vector));

    /// <summary>Carries out a DEVICE_SET_IRQS. EINVAL: there is no such interrupt, or it cannot be done with it.</summary>
    /// <param name="request">The body of the message.</param>
    /// <param name="descriptors">The descriptors that came with it; those that are taken out belong to this from then on.</param>
    public Errno Set(ReadOnlySpan<byte> request, Descriptors descriptors)
    {
        if (request.Length < RequestSize)
        {
            return Errno.EINVAL;
        }
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(request[4..]);
        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(request[8..]);
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(request[12..]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(request[16..]);
        ReadOnlySpan<byte> data = request[RequestSize..];

        uint vectors = _function.Vectors(kind);
        if (start >= vectors || count > vectors - start || ((flags & Booleans) != 0 && (uint)data.Length < count))
        {
            return Errno.EINVAL;
        }
        uint dataKind = flags & DataKinds;
        uint action = flags & ~DataKinds;
        if (action == Trigger && dataKind == EventFileDescriptors)
        {
            return Attach(kind, start, count, descriptors);
        }
        if (action == Trigger && dataKind == NoData && count == 0)
        {
            Disable(kind);
            return Errno.Ok;
        }
        bool isPossible = dataKind is NoData or Booleans
            && (action == Trigger || (action is Mask or Unmask && (_function.Interrupts((int)kind).Flags & Maskable) != 0));
        if (!isPossible)
        {
            return Errno.EINVAL;
        }
        for (uint i = 0; i < count; i++)
        {
            if (dataKind == NoData || data[(int)i] != 0)
            {
                Do(action, kind, start + i);
            }
        }
        return Errno.Ok;
    }

    /// <summary>The function may have forgotten what it was told: a reset, or a write to its configuration space.</summary>
    public void Invalidate() => _translation.Invalidate();

    /// <summary>Tells the function what has changed. To be called after every access, since it does not answer at all times.</summary>
    public void Apply() => _translation.Apply();

    /// <inheritdoc/>
    public void Dispose()
    {
        _line.Dispose();
        _msiX.Dispose();
    }

    /// <summary>Sets the eventfds of some vectors, or takes them away if no descriptor came with the request.</summary>
    private Errno Attach(uint kind, uint start, uint count, Descriptors descriptors)
    {
        if (count == 0 || (descriptors.Count != 0 && (uint)descriptors.Count != count))
        {
            return Errno.EINVAL;
        }
        if (kind == PciInterrupt.MsiX)
        {
            _translation.Enable();
        }
        Errno error = Errno.Ok;
        for (uint vector = start; vector < start + count; vector++)
        {
            if (error == Errno.Ok && descriptors.Count > 0)
            {
                error = Attach(kind, vector, descriptors.Take());
            }
            else
            {
                Detach(kind, vector);
            }
        }
        return error;
    }

    private Errno Attach(uint kind, uint vector, SafeFileHandle file)
    {
        Errno error = kind == PciInterrupt.IntX ? _line.Attach(file) : _msiX.Attach(vector, file);
        if (error != Errno.Ok)
        {
            Detach(kind, vector);
        }
        else if (kind == PciInterrupt.MsiX)
        {
            _translation.Set(vector, attached: true);
        }
        return error;
    }

    private void Detach(uint kind, uint vector)
    {
        if (kind == PciInterrupt.IntX)
        {
            _line.Detach();
        }
        else
        {
            _msiX.Detach(vector);
            _translation.Set(vector, attached: false);
        }
    }

    private void Disable(uint kind)
    {
        if (kind == PciInterrupt.IntX)
        {
            _line.Detach();
        }
        else
        {
            _msiX.Clear();
            _translation.Disable();
        }
    }

    private void Do(uint action, uint kind, uint vector)
    {
        switch (action)
        {
            case Mask:
                _line.Mask();
                break;
            case Unmask:
                _line.Unmask();
                break;
            default:
                Signal((int)kind, (int)vector);
                break;
        }
    }
}
