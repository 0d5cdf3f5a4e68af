namespace Mlx4.Sample.Driver.Interfaces;

/// <summary>The driver of a protocol, such as Linux's <c>mlx4_en</c> and <c>mlx4_ib</c>. It is offered each device that has the protocol.</summary>
internal interface IMlx4Interface
{
    /// <summary>Its name: <c>mlx4_en</c>.</summary>
    string Name { get; }

    /// <summary>The protocol, as in the names of auxiliary devices: <c>eth</c> or <c>ib</c>.</summary>
    string Protocol { get; }

    /// <summary>Makes the part that uses a device; nothing is touched before it is added.</summary>
    IConsumer Create(Mlx4Device device);
}
