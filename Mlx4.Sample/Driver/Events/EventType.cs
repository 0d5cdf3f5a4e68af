namespace Mlx4.Sample.Driver.Events;

/// <summary>The types of events that the driver tells apart.</summary>
internal enum EventType : byte
{
    PortChange = 0x09,
    CommandCompletion = 0x0a,
    CommChannel = 0x18,
    FunctionReset = 0x1c,
    PortManagementChange = 0x1d,
}
