namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A rule of device-managed flow steering.</summary>
/// <param name="Qp">Where the packets that it is about go.</param>
/// <param name="Port">The port through which they come.</param>
internal sealed record FlowRule(uint Qp, byte Port);
