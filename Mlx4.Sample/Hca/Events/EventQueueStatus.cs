namespace Mlx4.Sample.Hca.Events;

/// <summary>The status of an event queue: bits 31:28 of its context.</summary>
internal enum EventQueueStatus
{
    Ok = 0x0,

    /// <summary>The ring was full when an event came.</summary>
    Overflow = 0x9,

    /// <summary>The ring could not be written.</summary>
    WriteFailure = 0xa,
}
