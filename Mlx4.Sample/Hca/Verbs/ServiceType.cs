namespace Mlx4.Sample.Hca.Verbs;

/// <summary>The transport service of a QP: bits 23:16 of its context's first word.</summary>
internal enum ServiceType : byte
{
    ReliableConnection = 0,
    UnreliableConnection = 1,
    UnreliableDatagram = 3,
    ExtendedReliableConnection = 6,

    /// <summary>The driver makes the packets itself: management, raw packets and all of Ethernet.</summary>
    Raw = 7,
}
