using System.Buffers.Binary;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Events;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Tells slaves whether their ports are up, each under its own number of the port (the port's part of <c>mlx4_eq_int</c>).</summary>
internal sealed class SlavePortEvents(Gate gate, FunctionPorts ports, IReadOnlyList<SlaveState> slaves, SlaveEvents events, StageScope scope)
{
    private const int EntrySize = 32;
    private const int Type = 0x01;
    private const int Subtype = 0x03;
    private const byte Down = 1;
    private const byte Up = 4;

    /// <summary>The port in bits 31:28; the others are nothing.</summary>
    private const int Port = 0x0c;
    private const int PortShift = 28;

    /// <summary>Sends a port's event on to the slaves that have the port, and are to see what becomes of its link.</summary>
    /// <param name="entry">The 32 bytes of its record.</param>
    public void Forward(byte[] entry)
    {
        using (gate.Enter())
        {
            int port = (int)(BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(Port)) >> PortShift);
            foreach (SlaveState slave in slaves.Where(slave => slave.Number != 0 && slave.IsLive && ports.Of(slave.Number).Contains(port)))
            {
                if (slave.VirtualPorts[port - 1].LinkState == VfLinkState.Auto)
                {
                    Send(slave, port, entry);
                }
            }
        }
    }

    /// <summary>Tells a slave that a port of it is up, or down.</summary>
    public void Tell(SlaveState slave, int port, bool isUp)
    {
        byte[] entry = new byte[EntrySize];
        entry[Type] = (byte)EventType.PortChange;
        entry[Subtype] = isUp ? Up : Down;
        Send(slave, port, entry);
    }

    private void Send(SlaveState slave, int port, byte[] entry)
    {
        BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(Port), (uint)ports.OwnNumber(slave.Number, port) << PortShift);
        if (events.Send(slave, entry) is var error and not Errno.Ok)
        {
            scope.Warn($"slave {slave.Number} is not told of a port: {error}");
        }
    }
}
