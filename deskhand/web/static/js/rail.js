// The rail: where one is stands in sight, however far down it lies.

document.querySelector(".rail [aria-current=page]")?.scrollIntoView({ block: "nearest" });
