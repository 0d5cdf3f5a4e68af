namespace Mlx4.Sample.Driver.Capabilities;

/// <summary>
/// The queue pairs of a port that stand for its special ones, 0 and 1, where several functions share it: a function sends to the proxies, which
/// the master reads, and the master answers from the tunnels.
/// </summary>
/// <param name="Qp0Proxy">The proxy of queue pair 0.</param>
/// <param name="Qp0Tunnel">The tunnel of queue pair 0.</param>
/// <param name="Qp1Proxy">The proxy of queue pair 1.</param>
/// <param name="Qp1Tunnel">The tunnel of queue pair 1.</param>
/// <param name="Qp0Key">The queue key of a queue pair 0 that the function may use itself, 0 if it may not.</param>
internal readonly record struct StandInQps(int Qp0Proxy, int Qp0Tunnel, int Qp1Proxy, int Qp1Tunnel, uint Qp0Key = 0);
