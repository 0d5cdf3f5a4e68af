using System.Buffers.Binary;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Interfaces;
using Mlx4.Sample.Driver.Master;

namespace Mlx4.Sample.Driver.Events;

/// <summary>Takes the events of all queues (the switch of <c>mlx4_eq_int</c>).</summary>
internal sealed class EventDispatcher(DeviceState device)
{
    private const byte PortDown = 1;
    private const byte PortUp = 4;

    /// <summary>How many events have come.</summary>
    public long Count { get; private set; }

    /// <summary>Who serves the other functions; <see langword="null"/>: nobody.</summary>
    public MultiFunction? Master { get; set; }

    /// <summary>Tells the drivers of the card's protocols; <see langword="null"/>: there are none.</summary>
    public Action<DeviceEvent, int>? Notify { get; set; }

    /// <summary>Takes an event.</summary>
    /// <param name="entry">The 32 bytes of its record.</param>
    public void Dispatch(ReadOnlySpan<byte> entry)
    {
        Count++;
        switch ((EventType)entry[0x01])
        {
            case EventType.CommandCompletion:
                device.Commands.Complete(
                    BinaryPrimitives.ReadUInt16BigEndian(entry[0x06..]),
                    (CommandStatus)entry[0x0f],
                    BinaryPrimitives.ReadUInt64BigEndian(entry[0x10..]));
                break;
            case EventType.PortChange:
                ChangePort((int)(BinaryPrimitives.ReadUInt32BigEndian(entry[0x0c..]) >> 28), entry[0x03]);
                Master?.OnPortChange(entry);
                break;
            case EventType.CommChannel:
                Master?.OnCommChannel(entry);
                break;
            case EventType.FunctionReset:
                Master?.OnFunctionReset((int)(BinaryPrimitives.ReadUInt32BigEndian(entry[0x04..]) & 0xff));
                break;
            case EventType.PortManagementChange:
                Notify?.Invoke(DeviceEvent.PortManagementChange, entry[0x07]);
                break;
            default:
                // The others are for the consumers of queue pairs and completion queues, which a freshly loaded card has none of.
                break;
        }
    }

    private void ChangePort(int number, byte change)
    {
        if (device.Capabilities.Ports.FirstOrDefault(port => port.Number == number) is { } port && change is PortDown or PortUp)
        {
            port.LinkUp = change == PortUp;
            Notify?.Invoke(port.LinkUp ? DeviceEvent.PortUp : DeviceEvent.PortDown, number);
        }
    }
}
